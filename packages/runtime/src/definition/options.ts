import type { ActorOptions, SyncOptions } from "../contract/options.ts";
import { actorError } from "../errors/actor-error.ts";
import { requireKnownKeys } from "./known-keys.ts";

export const DEFAULT_OPTIONS = {
  actionTimeout: 60_000,
  sleepTimeout: 30_000,
  noSleep: false,
  createVarsTimeout: 5_000,
  createConnStateTimeout: 5_000,
  onBeforeConnectTimeout: 5_000,
  onConnectTimeout: 5_000,
  onSleepTimeout: 5_000,
  onDestroyTimeout: 5_000,
  waitUntilTimeout: 15_000,
  durability: "strict",
  stateSaveInterval: 10_000,
  connectionLivenessTimeout: 2_500,
  connectionLivenessInterval: 5_000,
  canHibernateWebSocket: false,
} as const satisfies Required<ActorOptions>;

/** The options that are times. */
type Time = {
  [Name in keyof ActorOptions]-?: number extends Required<ActorOptions>[Name] ? Name : never;
}[keyof ActorOptions];

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
  const time = (name: Time): number => requireNumber(`options.${name}`, options[name], DEFAULT_OPTIONS[name], 0);
  const { noSleep = false, durability = "strict", canHibernateWebSocket = false } = options;
  if (typeof noSleep !== "boolean") throw actorError("definition/invalid", "options.noSleep must be true or false.");
  if (durability !== "strict" && durability !== "relaxed") {
    throw actorError("definition/invalid", 'options.durability must be "strict" or "relaxed".');
  }
  if (typeof canHibernateWebSocket !== "boolean" && !isRule(canHibernateWebSocket)) {
    throw actorError("definition/invalid", "options.canHibernateWebSocket must be true, false or a function.");
  }
  return {
    actionTimeout: time("actionTimeout"),
    sleepTimeout: time("sleepTimeout"),
    noSleep,
    createVarsTimeout: time("createVarsTimeout"),
    createConnStateTimeout: time("createConnStateTimeout"),
    onBeforeConnectTimeout: time("onBeforeConnectTimeout"),
    onConnectTimeout: time("onConnectTimeout"),
    onSleepTimeout: time("onSleepTimeout"),
    onDestroyTimeout: time("onDestroyTimeout"),
    waitUntilTimeout: time("waitUntilTimeout"),
    durability,
    stateSaveInterval: time("stateSaveInterval"),
    connectionLivenessTimeout: time("connectionLivenessTimeout"),
    connectionLivenessInterval: time("connectionLivenessInterval"),
    canHibernateWebSocket,
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

/** A function of the author's; what it returns is looked at where it is called. */
function isRule(given: unknown): given is (request: Request) => boolean {
  return typeof given === "function";
}

function requireNumber(name: string, given: unknown, otherwise: number, least: number): number {
  if (given === undefined) return otherwise;
  if (typeof given === "number" && given >= least) return given;
  throw actorError("definition/invalid", `${name} must be a number from ${least}.`);
}
