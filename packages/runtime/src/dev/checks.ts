// What is done for those who develop an app and nobody else. Imported as `#dev`: bundlers that build for production take
// `none.ts` in its place, so that none of it is in what they make. Elsewhere it is decided when it runs.

import { DEV } from "esm-env";
import type { Logger } from "../ports/logger.ts";
import { deepFreeze } from "../value/copy.ts";
import { nearest } from "./nearest.ts";
import { requireRegistryOptions } from "./registry-options.ts";
import { type Impurity, withPurityCheck } from "./purity.ts";
import { hear, note, noting, type ReadListener, TRAPS } from "./reads.ts";

/** Checks at once what the server will check when it starts. Throws `definition/invalid`. */
export function checkRegistryOptions(where: string, given: unknown): void {
  if (DEV) requireRegistryOptions(where, given);
}

/** The known name that was probably meant by another. */
export function meantBy(name: string, known: readonly string[]): string | null {
  return DEV ? nearest(name, known) : null;
}

/** Makes a late write to the original of a copy loud. What is ours inside stays as it is. */
export function freezeOriginal(value: unknown, isOurs: (value: object) => boolean): void {
  if (DEV) deepFreeze(value, isOurs);
}

/** Runs an action and reports what it uses that gives another result on the server. */
export function watchPurity<R>(report: (use: Impurity) => void, body: () => R): R {
  return DEV ? withPurityCheck(report, body) : body();
}

/** What actor code reads of its live state is noted here. */
export const noteRead: ReadListener = DEV ? note : () => {};
/** Who hears of it; nobody by default. */
export const hearReads: (listener: ReadListener | null) => void = DEV ? hear : () => {};
export const readTraps: typeof TRAPS = DEV ? TRAPS : {};
/** The same reads, noted. */
export const notingReads: typeof noting = DEV ? noting : (reads) => reads;

/** Says to a log, once each, what the actions of an actor use that gives another result on the server. */
export function impurityLogger(log: Logger): (action: string, use: Impurity) => void {
  const said = new Set<string>();
  return (action, { name, instead }) => {
    const once = `${action} ${name}`;
    if (said.has(once)) return;
    said.add(once);
    log.warn({ msg: `${name} in the action ${action} differs between prediction and server; use ${instead}.` });
  };
}
