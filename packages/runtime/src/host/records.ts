// What the server stores, and under which keys. All of an actor moves together: its records are written by one ledger.

import * as v from "valibot";
import { actorError } from "../errors/actor-error.ts";
import { keyText } from "../definition/key.ts";
import { keyParts, storageKey, type StoredValue, under } from "../ports/storage.ts";
import { stepShape } from "../protocol/server-messages.ts";
import { actionIdShape, countShape, errorShape, timeShape, tokenShape, valueShape } from "../protocol/shapes.ts";

export const keys = {
  /** Which actor has this name and key: its id. */
  byKey: (name: string, key: readonly string[]) => storageKey("key", name, keyText(key)),
  actor: (id: string) => storageKey("actor", id),
  /** Which run owns the actor: every write of the actor checks it. */
  owner: (id: string) => storageKey("owner", id),
  snapshot: (id: string) => storageKey("snapshot", id),
  log: (id: string, to: number) => storageKey("log", id, to),
  logs: (id: string) => under("log", id),
  /** How far a client's actions on a lane have come. */
  member: (id: string, lane: string, client: string) => storageKey("member", id, lane, client),
  members: (id: string) => under("member", id),
  /** Results of neighbouring ids, under the last of them. */
  results: (id: string, lane: string, client: string, last: number) => storageKey("result", id, lane, client, last),
  lastOf: (resultsKey: string) => Number.parseInt(keyParts(resultsKey)[4] ?? "", 36),
  allResults: (id: string, lane: string, client: string) => under("result", id, lane, client),
  /** When members were last looked through for those that stayed away. */
  swept: (id: string) => storageKey("swept", id),
  /** A client's secret. */
  client: (client: string) => storageKey("client", client),
  /** Where a client has members: so that all of them go when it retires. */
  memberOf: (client: string, id: string, lane: string) => storageKey("member-of", client, id, lane),
  membersOf: (client: string) => under("member-of", client),
  /** An entry of the actor's key-value store, by its encoded key. */
  kv: (id: string, encoded: string) => storageKey("kv", id, encoded),
  /** What an actor has scheduled, and the same in the order of all actors' times. */
  scheduled: (id: string, { due, made, entry }: Appointment) => storageKey("schedule", id, due, made, entry),
  alarm: (id: string, { due, made, entry }: Appointment) => storageKey("alarm", due, id, made, entry),
  due: (id: string, now: number) => ({ from: under("schedule", id).from, to: storageKey("schedule", id, Math.floor(now) + 1) }),
  /** All alarms from one instant on, up to another and with it; `null`: to the end. */
  alarms: (from: number, until: number | null) => ({
    from: storageKey("alarm", from),
    to: until === null ? under("alarm").to : storageKey("alarm", until + 1),
  }),
  /** A connection that is open. */
  conn: (id: string, conn: string) => storageKey("conn", id, conn),
  conns: (id: string) => under("conn", id),
  schedules: (id: string) => under("schedule", id),
  /** All ranges in which an actor has keys of its own, but for what it keeps of clients. */
  everything: (id: string) => ["log", "kv", "schedule", "conn"].map((kind) => under(kind, id)),
  /** The ranges in which it keeps what clients did. */
  told: (id: string) => ["member", "result"].map((kind) => under(kind, id)),
  /** The actor has asked for its end. Read with the first alarms, and so by every server that starts. */
  doomed: (id: string) => storageKey("alarm", 0, id, 0, ""),
  /** What is left of an actor that was destroyed. */
  tombstone: (id: string) => storageKey("tombstone", id),
  /** Which destroyed actor of this name and key a history was of: its id. */
  tombstoneOf: (name: string, key: readonly string[], epoch: string) => storageKey("tombstone-of", name, keyText(key), epoch),
  tombstonesOf: (name: string, key: readonly string[]) => under("tombstone-of", name, keyText(key)),
} as const;

/** When something is to be done, and which of all things. */
export interface Appointment {
  readonly due: number;
  readonly made: number;
  readonly entry: string;
}

export function appointmentOf(scheduledKey: string): Appointment {
  const [, , due = "", made = "", entry = ""] = keyParts(scheduledKey);
  return { due: Number.parseInt(due, 36), made: Number.parseInt(made, 36), entry };
}

const actorShape = v.object({
  name: v.string(),
  key: v.array(v.string()),
  epoch: tokenShape,
  /** Its epochs before, oldest first. */
  former: v.optional(v.array(tokenShape)),
  runs: v.array(v.tuple([tokenShape, countShape])),
  created: timeShape,
  /** The key of the creation that made it: a client that asks again is the one that made it. */
  madeBy: v.string(),
  /** The `sync.version` under which its state was stored last. Of an actor that was never synced there is none. */
  schema: v.optional(countShape),
});
export type ActorRecord = v.InferOutput<typeof actorShape>;

const snapshotShape = v.object({ version: countShape, state: valueShape });

/** `state`: its JSON. */
export function snapshotText(version: number, state: string): string {
  return `{"version":${version},"state":${state}}`;
}

const logShape = v.array(stepShape);

const memberShape = v.object({
  last: countShape,
  /** Up to here the client has its results, and they are dropped. */
  settled: countShape,
  /** Begun and not ended. Found so after a crash, they were interrupted. */
  running: v.array(actionIdShape),
  /** The time of the last action, as its `c.now()` had it. */
  time: timeShape,
  /** When the client was last heard of. */
  heard: timeShape,
});
export type MemberRecord = v.InferOutput<typeof memberShape>;

const resultsShape = v.array(v.object({ output: v.optional(valueShape), error: v.optional(errorShape), time: v.optional(timeShape) }));

const scheduledShape = v.object({
  action: v.string(),
  args: v.array(valueShape),
  /** It has begun, and goes on after its first step. */
  begun: v.optional(v.boolean()),
  /** The `sync.version` under which it was scheduled; none where the actor was not synced. */
  schema: v.optional(countShape),
});

const tombstoneShape = v.object({
  name: v.string(),
  key: v.array(v.string()),
  epochs: v.array(tokenShape),
  /** When it is dropped; `null`: never. */
  until: v.nullable(timeShape),
});
export type TombstoneRecord = v.InferOutput<typeof tombstoneShape>;

const connShape = v.object({ params: v.optional(valueShape), state: v.optional(valueShape) });

export const readScheduled = reader("a schedule", scheduledShape);
export const readTombstone = reader("a destroyed actor", tombstoneShape);
export const readConn = reader("a connection", connShape);
export const readActor = reader("an actor", actorShape);
export const readSnapshot = reader("a snapshot", snapshotShape);
export const readLog = reader("a log record", logShape);
export const readMember = reader("a client's progress", memberShape);
export const readResults = reader("results", resultsShape);

function reader<S extends v.GenericSchema>(what: string, shape: S): (value: StoredValue) => v.InferOutput<S> {
  return (value) => {
    const parsed = typeof value === "string" ? v.safeParse(shape, parse(value)) : null;
    if (parsed?.success) return parsed.output;
    throw actorError("storage/failed", `A record of ${what} is damaged.`);
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
