import type { ActorOptions, SyncOptions } from "../contract/definition.ts";
import { actorError } from "../errors/actor-error.ts";
import { isPlainObject } from "../value/kind.ts";
import { nearest } from "./nearest.ts";

export const DEFAULT_OPTIONS = {
  actionTimeout: 60_000,
  sleepTimeout: 30_000,
  noSleep: false,
  createVarsTimeout: 5_000,
  createConnStateTimeout: 5_000,
  onConnectTimeout: 5_000,
  onSleepTimeout: 5_000,
  waitUntilTimeout: 15_000,
} as const satisfies Required<ActorOptions>;

const DAY = 86_400_000;
export const DEFAULT_SYNC = {
  version: 1,
  maxAge: Number.POSITIVE_INFINITY,
  clientTtl: 400 * DAY,
} as const satisfies Required<SyncOptions>;

/** All options, those left out by their defaults. Throws `definition/invalid` on what is unknown or out of range. */
export function completeOptions(given: unknown): Required<ActorOptions> {
  if (given === undefined) return DEFAULT_OPTIONS;
  const options = requireKnownKeys("options", given, Object.keys(DEFAULT_OPTIONS));
  const milliseconds = (name: Exclude<keyof ActorOptions, "noSleep">) =>
    requireNumber(`options.${name}`, options[name], DEFAULT_OPTIONS[name], 0);
  if (options["noSleep"] !== undefined && typeof options["noSleep"] !== "boolean") {
    throw actorError("definition/invalid", "options.noSleep must be true or false.");
  }
  return {
    actionTimeout: milliseconds("actionTimeout"),
    sleepTimeout: milliseconds("sleepTimeout"),
    noSleep: options["noSleep"] ?? DEFAULT_OPTIONS.noSleep,
    createVarsTimeout: milliseconds("createVarsTimeout"),
    createConnStateTimeout: milliseconds("createConnStateTimeout"),
    onConnectTimeout: milliseconds("onConnectTimeout"),
    onSleepTimeout: milliseconds("onSleepTimeout"),
    waitUntilTimeout: milliseconds("waitUntilTimeout"),
  };
}

/** The sync options of a definition, or `null` where it is not synced. Throws `definition/invalid`. */
export function completeSync(given: unknown): Required<SyncOptions> | null {
  if (given === undefined || given === false) return null;
  if (given === true) return DEFAULT_SYNC;
  const sync = requireKnownKeys("sync", given, Object.keys(DEFAULT_SYNC));
  const version = requireNumber("sync.version", sync["version"], DEFAULT_SYNC.version, 1);
  if (!Number.isInteger(version)) throw actorError("definition/invalid", "sync.version must be a whole number.");
  return {
    version,
    maxAge: requireNumber("sync.maxAge", sync["maxAge"], DEFAULT_SYNC.maxAge, 0),
    clientTtl: requireNumber("sync.clientTtl", sync["clientTtl"], DEFAULT_SYNC.clientTtl, 0),
  };
}

export function requireKnownKeys(where: string, given: unknown, known: readonly string[]): Record<string, unknown> {
  if (!isPlainObject(given)) throw actorError("definition/invalid", `${where} must be an object.`);
  for (const key of Object.keys(given)) {
    if (known.includes(key)) continue;
    const close = nearest(key, known);
    const advice = close === null ? `It takes ${known.join(", ")}.` : `Did you mean ${close}?`;
    throw actorError("definition/invalid", `${where} has no ${key}. ${advice}`);
  }
  return given;
}

function requireNumber(name: string, given: unknown, otherwise: number, least: number): number {
  if (given === undefined) return otherwise;
  if (typeof given === "number" && given >= least) return given;
  throw actorError("definition/invalid", `${name} must be a number from ${least}.`);
}
