import type { AnyActorDefinition } from "../contract/definition.ts";
import type { ActorOptions, SyncOptions } from "../contract/options.ts";
import { actorError } from "../errors/actor-error.ts";
import { isPlainObject } from "../value/kind.ts";
import { requireFunction, requireKnownKeys } from "./known-keys.ts";
import { isAsyncFunction } from "./marks.ts";

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

/** Of plain numbers alone: a bundler sees that making it does nothing, and leaves it out where nobody asks for it. */
export const DEFAULT_SYNC = {
  version: 1,
  upgrade: {},
  maxAge: Infinity,
  /** 400 days. */
  clientTtl: 34_560_000_000,
} as const satisfies SyncOptions;

/** The sync options of a definition, complete: functions that it does not have are `undefined`. */
export type CompleteSync = Required<Omit<SyncOptions, SyncFunction>> & { readonly [F in SyncFunction]: SyncOptions[F] };
type SyncFunction = "view" | "audience" | "self";
/** All that are functions: the compiler holds it to that. */
const SYNC_FUNCTIONS = /* @__PURE__ */ Object.keys({ view: 0, audience: 0, self: 0 } satisfies Record<SyncFunction, 0>);

/** All options, those left out by their defaults. Throws `definition/invalid` on what is unknown or out of range. */
export function completeOptions(given: unknown): Required<ActorOptions> {
  if (given === undefined) return DEFAULT_OPTIONS;
  const options = requireKnownKeys("options", given, Object.keys(DEFAULT_OPTIONS));
  const completed: Record<string, unknown> = {};
  for (const [name, otherwise] of Object.entries(DEFAULT_OPTIONS)) {
    const given = options[name] === undefined ? otherwise : options[name];
    completed[name] = typeof otherwise === "number" ? requireNumber(`options.${name}`, given, otherwise, 0) : given;
  }
  const { noSleep, durability, canHibernateWebSocket } = completed;
  const demand = (name: string, holds: boolean, what: string): void => {
    if (!holds) throw actorError("definition/invalid", `options.${name} must be ${what}.`);
  };
  demand("noSleep", typeof noSleep === "boolean", "true or false");
  demand("durability", durability === "strict" || durability === "relaxed", '"strict" or "relaxed"');
  demand("canHibernateWebSocket", /^(boolean|function)$/.test(typeof canHibernateWebSocket), "true, false or a function");
  const complete: unknown = completed;
  return complete as Required<ActorOptions>; // each of them was checked above
}

/** The sync options of a definition, or `null` where it is not synced. Throws `definition/invalid`. */
export function completeSync(given: unknown): CompleteSync | null {
  if (given === undefined || given === false) return null;
  const sync = given === true ? {} : requireKnownKeys("sync", given, [...Object.keys(DEFAULT_SYNC), ...SYNC_FUNCTIONS]);
  for (const name of SYNC_FUNCTIONS) requirePlainFunction(`sync.${name}`, sync[name]);
  if (sync["audience"] !== undefined && sync["view"] === undefined) {
    throw actorError("definition/invalid", "sync.audience says who shares a sync.view, and there is none.");
  }
  const version = requireNumber("sync.version", sync["version"], DEFAULT_SYNC.version, 1);
  if (!Number.isInteger(version)) throw actorError("definition/invalid", "sync.version must be a whole number.");
  const functions: Pick<SyncOptions, SyncFunction> = sync; // each of them was checked above
  return {
    version,
    upgrade: requireUpgrade(sync["upgrade"] ?? {}, version),
    maxAge: requireNumber("sync.maxAge", sync["maxAge"], DEFAULT_SYNC.maxAge, 0),
    clientTtl: requireNumber("sync.clientTtl", sync["clientTtl"], DEFAULT_SYNC.clientTtl, 0),
    view: functions.view,
    audience: functions.audience,
    self: functions.self,
  };
}

function requirePlainFunction(name: string, given: unknown): void {
  if (given === undefined || (typeof given === "function" && !isAsyncFunction(given))) return;
  throw actorError("definition/invalid", `${name} must be a function that is not async.`);
}

/** Whether replicas of an actor differ from lane to lane. What is not known of it, may. */
export function isSeenByLane(definition: AnyActorDefinition | null): boolean {
  if (definition === null) return true;
  const { sync } = definition.config;
  return typeof sync === "object" && (sync.view ?? sync.self) !== undefined;
}

function requireUpgrade(given: unknown, version: number): NonNullable<SyncOptions["upgrade"]> {
  if (!isPlainObject(given)) throw actorError("definition/invalid", "sync.upgrade must be an object.");
  for (const [to, step] of Object.entries(given)) {
    const name = `sync.upgrade[${to}]`;
    if (!/^[1-9]\d*$/.test(to) || Number(to) < 2 || Number(to) > version) {
      throw actorError("definition/invalid", `${name} leads to no version from 2 to ${version}, which is sync.version.`);
    }
    const { state, actions = {} } = requireKnownKeys(name, step, ["state", "actions"]);
    if (!isPlainObject(actions)) throw actorError("definition/invalid", `${name}.actions must be an object.`);
    requireFunction(`${name}.state`, state);
    for (const [action, change] of Object.entries(actions)) requireFunction(`${name}.actions.${action}`, change);
  }
  return given as NonNullable<SyncOptions["upgrade"]>; // each of its steps was checked above
}

function requireNumber(name: string, given: unknown, otherwise: number, least: number): number {
  if (given === undefined) return otherwise;
  if (typeof given === "number" && given >= least) return given;
  throw actorError("definition/invalid", `${name} must be a number from ${least}.`);
}
