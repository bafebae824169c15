// What a server tells of its actors.

import * as v from "valibot";
import { actionIdShape, authorShape, countShape, errorShape, laneShape, nameShape, randomIdShape, timeShape, tokenShape, valueShape } from "../protocol/shapes.ts";
import { seenShape } from "./seen.ts";

/** `live`: awake in this process. `asleep`: only in the storage. `destroyed`: what is remembered of it for its clients. */
export const statusShape = v.picklist(["live", "asleep", "destroyed"]);
export type ActorStatus = v.InferOutput<typeof statusShape>;

/** Which actor: its id. */
export const idParams = { id: tokenShape };

/** An actor in the list of all. */
export const actorRowShape = v.object({
  id: tokenShape,
  name: v.string(),
  key: v.array(v.string()),
  status: statusShape,
  /** When it was made; of a destroyed one that is not known. */
  createdAt: v.optional(timeShape),
  /** How many connections it has now. */
  connections: countShape,
});
export type ActorRow = v.InferOutput<typeof actorRowShape>;

/** An action that can be called, and how it runs. */
export const actionShape = v.object({ name: v.string(), kind: v.picklist(["action", "read", "serverOnly"]) });

/** What is registered under a name. */
export const kindShape = v.object({ name: v.string(), synced: v.boolean(), version: v.optional(countShape), actions: v.array(actionShape) });
export type ActorKind = v.InferOutput<typeof kindShape>;

/** All that is known of one actor but for what it holds. */
export const actorDetailShape = v.object({
  ...actorRowShape.entries,
  /** What can be called; nothing where the name is not registered any more. */
  actions: v.array(actionShape),
  registered: v.boolean(),
  epoch: v.optional(tokenShape),
  /** How many histories it had before. */
  epochsBefore: countShape,
  /** How many server processes have owned it. */
  runs: countShape,
  version: v.optional(countShape),
  /** The version of the stored snapshot. */
  snapshot: v.optional(countShape),
  /** Characters of the stored snapshot. */
  stored: v.optional(countShape),
  /** The `sync.version` that stored it last. */
  schema: v.optional(countShape),
  options: v.optional(v.object({ sleepTimeout: v.number(), noSleep: v.boolean(), actionTimeout: v.number(), durability: v.string() })),
});
export type ActorDetail = v.InferOutput<typeof actorDetailShape>;

/** A part of an actor's state. */
export const stateShape = v.object({
  status: statusShape,
  version: countShape,
  /** Where the part stands. */
  path: v.array(valueShape),
  /** Which of its entries is shown first. */
  from: countShape,
  seen: seenShape,
});

export const connectionShape = v.object({
  id: tokenShape,
  /** What it was opened with; credentials that are asked for at each opening are not among it. */
  params: v.optional(seenShape),
  state: v.optional(seenShape),
  /** Whether somebody is at its other end now; a row of the storage without is told to `onDisconnect` at the next wake. */
  attached: v.boolean(),
});
export type ConnectionRow = v.InferOutput<typeof connectionShape>;

export const appointmentShape = v.object({ entry: tokenShape, due: timeShape, action: v.string(), args: seenShape, begun: v.boolean() });
export type AppointmentRow = v.InferOutput<typeof appointmentShape>;

export const kvRowShape = v.object({
  /** The key's bytes in hexadecimal, and its text where they are one. */
  hex: v.string(),
  text: v.optional(v.string()),
  /** Bytes, or characters of a text. */
  size: countShape,
  value: seenShape,
});
export type KvRow = v.InferOutput<typeof kvRowShape>;

/** A step of the stored log. */
export const logRowShape = v.object({
  from: countShape,
  to: countShape,
  by: v.optional(authorShape),
  /** The action was over with it. */
  done: v.optional(v.literal(true)),
  /** Characters of its patch. */
  size: countShape,
  patch: seenShape,
});
export type LogRow = v.InferOutput<typeof logRowShape>;

/** A result that its client has not said it has. */
export const resultRowShape = v.object({
  client: randomIdShape,
  lane: laneShape,
  id: actionIdShape,
  output: v.optional(seenShape),
  error: v.optional(errorShape),
});
export type ResultRow = v.InferOutput<typeof resultRowShape>;

/** How far a client has come on a lane. */
export const clientRowShape = v.object({
  client: randomIdShape,
  lane: laneShape,
  last: countShape,
  settled: countShape,
  running: v.array(actionIdShape),
  heard: timeShape,
});
export type ClientRow = v.InferOutput<typeof clientRowShape>;

const entry = {
  /** Counts from 1 for as long as the server runs. */
  n: countShape,
  time: timeShape,
  id: tokenShape,
  name: v.string(),
  key: v.array(v.string()),
};

/** Something that an actor did while somebody watched. */
export const activityShape = v.variant("what", [
  v.object({
    ...entry,
    what: v.literal("action"),
    action: v.string(),
    args: seenShape,
    /** What `c.actionId` was, by which clients know it too. */
    actionId: v.optional(tokenShape),
    by: v.optional(authorShape),
    /** Milliseconds from its start to its end. */
    took: v.number(),
    from: countShape,
    to: countShape,
    output: v.optional(seenShape),
    error: v.optional(errorShape),
  }),
  v.object({ ...entry, what: v.literal("event"), event: v.string(), args: seenShape, to: countShape }),
  v.object({ ...entry, what: v.literal("life"), became: v.picklist(["awake", "asleep", "destroyed"]) }),
  v.object({ ...entry, what: v.literal("command"), command: v.string(), params: seenShape, error: v.optional(errorShape) }),
]);
export type Activity = v.InferOutput<typeof activityShape>;

/** A warning or an error in the server's log, with its full text. */
export const complaintShape = v.object({
  n: countShape,
  time: timeShape,
  level: v.picklist(["warn", "error", "fatal"]),
  msg: v.string(),
  /** The error with its stack. */
  error: v.optional(v.string()),
  actor: v.optional(v.object({ id: v.optional(v.string()), name: v.string(), key: v.array(v.string()) })),
  action: v.optional(nameShape),
});
export type Complaint = v.InferOutput<typeof complaintShape>;

/** What a server did in one interval. */
export const sampleShape = v.object({
  time: timeShape,
  /** Milliseconds that it stands for. */
  interval: v.number(),
  live: countShape,
  connections: countShape,
  actions: countShape,
  failed: countShape,
  events: countShape,
  commits: countShape,
  /** Milliseconds that its actions took: in the middle, of 19 in 20, of 99 in 100; nothing where there were none. */
  took: v.nullable(v.tuple([v.number(), v.number(), v.number()])),
  /** Bytes of memory in use, and taken from the system, where the platform tells. */
  memory: v.optional(v.object({ used: countShape, total: countShape })),
});
export type Sample = v.InferOutput<typeof sampleShape>;
