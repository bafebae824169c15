// The server's messages as the replica's events: values decoded, patches checked, and whatever the client keeps of them
// or says again. A client that took over a cursor that is none would be refused with it for ever.

import { actorError, type ErrorData } from "../errors/actor-error.ts";
import { patchFrom } from "../track/patch-shape.ts";
import { unreachable } from "../util/assert.ts";
import { fromJson } from "../value/codec.ts";
import { isPlainObject } from "../value/kind.ts";
import type { CommitMessage, EndingMessage, EventMessage, Opened, ResultMessage, Step } from "../protocol/server-messages.ts";
import type { Answer } from "../replica/row.ts";
import type { BaseChange, BaseStep, Ending, Endings, Result } from "../replica/state.ts";

export function stepOf({ from, to, patch, by, done, run }: Step | CommitMessage): BaseStep {
  if (!isCount(from) || !isCount(to) || from >= to || (by !== undefined && !isAuthor(by)) || (run !== undefined && !isText(run))) throw malformed("step");
  return { from, to, patch: patchFrom(fromJson(patch)), by, done: done === true, run };
}

/** What an opening does to the base; `null` where the client's own is right. Throws `protocol/malformed`. */
export function baseOf({ actor, key, cursor, progress, base }: Opened): BaseChange | null {
  if (!isText(actor) || !isList(key, isText) || !isCursor(cursor) || !isList(progress, isProgress)) throw malformed("opening");
  switch (base.how) {
    case "match":
      return null;
    case "steps":
      return { how: "steps", steps: base.steps.map(stepOf) };
    case "snapshot": {
      // Decoding uses the JSON up, so its text is made first.
      const text = JSON.stringify(base.state);
      return { how: "snapshot", state: fromJson(base.state), text, isView: base.view === true };
    }
    default:
      return unreachable(base, "the base of an opening");
  }
}

export function frameOf(
  steps: readonly CommitMessage[],
  results: readonly ResultMessage[],
  lane: string,
): { readonly steps: readonly BaseStep[]; readonly results: readonly Result[] } {
  return { steps: steps.map(stepOf), results: results.map((result) => resultOf(result, lane)) };
}

/** An event that arrived, its arguments decoded. */
export function eventOf({ name, args, by, nth }: EventMessage) {
  if (!isText(name) || (by !== undefined && !isAuthor(by))) throw malformed("event");
  return { name, args: args.map((arg) => fromJson(arg)), by, nth };
}

/** What destroyed histories leave. Throws `protocol/malformed`. */
export function endingsOf(told: readonly EndingMessage[], now: number): Endings {
  const of = told.map(({ epoch, client, lane, settled, results }): Ending => {
    if (![epoch, client, lane].every(isText) || !isCount(settled)) throw malformed("ending");
    const own = results.map(([id, result]) => [id, resultOf({ ...result, client, id }, lane)] as const);
    return { epoch, client, lane, settled, results: new Map(own) };
  });
  return { of, now };
}

function resultOf({ client, id, output, error, time, settled }: Omit<ResultMessage, "t" | "ch">, lane: string): Result {
  if (!isText(client) || !isCount(id) || (time !== undefined && !Number.isFinite(time))) throw malformed("result");
  if (settled === true) return { lane, client, id, answer: { ok: "told" }, time };
  const answer: Answer = error === undefined ? { ok: true, output: fromJson(output) } : { ok: false, error: errorOf(error) };
  return { lane, client, id, answer, time };
}

/** An error that was said or stored, its metadata decoded. */
export function errorOf(error: ErrorData): ErrorData {
  if (!isError(error)) throw malformed("error");
  return "metadata" in error ? { ...error, metadata: fromJson(error.metadata) } : error;
}

function malformed(what: string) {
  return actorError("protocol/malformed", `The server's ${what} is none.`);
}

const isText = (value: unknown): value is string => typeof value === "string";
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;

function isList(value: unknown, fits: (item: unknown) => boolean): value is readonly unknown[] {
  return Array.isArray(value) && value.every(fits);
}

function isTuple(value: unknown, ...fits: readonly ((part: unknown) => boolean)[]): boolean {
  return Array.isArray(value) && value.length === fits.length && fits.every((fit, i) => fit(value[i]));
}

const isCursor = (value: unknown): boolean => isTuple(value, isText, isCount, isText);
const isAuthor = (value: unknown): boolean => isTuple(value, isText, isText, isCount);
const isProgress = (value: unknown): boolean => isTuple(value, isText, isText, isCount, (ids) => isList(ids, isCount));

function isError(value: unknown): value is ErrorData {
  return isPlainObject(value) && [value["group"], value["code"], value["message"]].every(isText);
}
