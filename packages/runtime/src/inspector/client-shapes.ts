// What an app's own side shows to inspectors.

import * as v from "valibot";
import { countShape, cursorShape, errorShape, nameShape, timeShape, valueShape } from "../protocol/shapes.ts";
import { seenShape } from "./seen.ts";

/** An action's id, as `c.actionId` gives it. */
export const actionId = v.pipe(v.string(), v.maxLength(100));
/** An actor of the page, as `replicas` names it. */
export const actorName = v.pipe(v.string(), v.maxLength(10_000));

export const stageShape = v.picklist(["predicted", "saved", "sent", "accepted", "observed", "rejected", "discarded", "elsewhere"]);
export type Stage = v.InferOutput<typeof stageShape>;

/** Who did something: an action of this device, one of another device, or the server itself. */
export const authorShape = v.variant("who", [
  v.object({ who: v.literal("action"), id: actionId, name: nameShape, args: v.string(), isMine: v.boolean() }),
  v.object({ who: v.literal("other"), client: nameShape, id: countShape }),
  v.object({ who: v.literal("server") }),
]);
export type Author = v.InferOutput<typeof authorShape>;

export const replicaShape = v.object({
  actor: actorName,
  name: nameShape,
  key: v.array(v.string()),
  id: v.nullable(nameShape),
  phase: nameShape,
  cursor: v.nullable(cursorShape),
  /** The `sync.version` of the page's definition. */
  schema: countShape,
  durability: v.picklist(["disk", "memory"]),
  isEvicted: v.boolean(),
  pending: countShape,
  oldestPendingAt: v.nullable(timeShape),
  rejected: countShape,
  lanes: v.array(v.object({ lane: v.string(), status: nameShape, params: v.string() })),
  error: v.nullable(errorShape),
});
export type ReplicaRow = v.InferOutput<typeof replicaShape>;

const common = { n: countShape, at: timeShape, actor: actorName };

/** An action of this device. */
export const actionRowShape = v.object({
  type: v.literal("action"),
  ...common,
  id: actionId,
  name: nameShape,
  /** The arguments, as far as they fit in a line. */
  args: v.string(),
  stage: stageShape,
  /** Called on this page, or by another tab or an earlier page. */
  isMine: v.boolean(),
  calledAt: timeShape,
  savedAt: v.nullable(timeShape),
  sent: countShape,
  answeredAt: v.nullable(timeShape),
  observedAt: v.nullable(timeShape),
  /** How its first run went. */
  how: v.nullable(v.picklist(["predicted", "threw", "unpredictable"])),
  runs: countShape,
  changes: countShape,
  isDivergent: v.boolean(),
  error: v.nullable(v.string()),
});
export type ActionRow = v.InferOutput<typeof actionRowShape>;

/** A step of the confirmed state. */
export const stepRowShape = v.object({ type: v.literal("step"), ...common, index: countShape, version: countShape, by: authorShape, ops: countShape });

/** The view went to another base. */
export const rebaseRowShape = v.object({
  type: v.literal("rebase"),
  ...common,
  trigger: nameShape,
  from: v.nullable(countShape),
  to: v.nullable(countShape),
  base: v.picklist(["same", "steps", "snapshot", "none"]),
  steps: countShape,
  pending: countShape,
  /** Predicted just what came, and not run again. */
  confirmed: countShape,
  same: countShape,
  different: countShape,
  threw: countShape,
  unknown: countShape,
  ms: v.number(),
});
export type RebaseRow = v.InferOutput<typeof rebaseRowShape>;

export const timelineRowShape = v.variant("type", [actionRowShape, stepRowShape, rebaseRowShape]);
export type TimelineRow = v.InferOutput<typeof timelineRowShape>;

/** One change of a state: what kind, where, and to what. */
export const opShape = v.object({ op: nameShape, path: v.array(valueShape), value: v.string() });
export type OpRow = v.InferOutput<typeof opShape>;

export const runShape = v.object({
  how: v.picklist(["predicted", "threw", "unpredictable"]),
  /** The error, or why it cannot be predicted. */
  why: v.nullable(v.string()),
  ops: v.array(opShape),
  /** There are more ops than these. */
  more: countShape,
});
export type RunRow = v.InferOutput<typeof runShape>;

export const causeShape = v.variant("kind", [
  v.object({ kind: v.literal("read"), path: v.array(valueShape), op: opShape, by: authorShape, version: countShape }),
  v.object({ kind: v.literal("own"), path: v.array(valueShape), op: opShape, by: authorShape }),
  v.object({ kind: v.literal("impure"), use: nameShape }),
  /** `time`: what the server set the time of the call to, where it did. Since 2. */
  v.object({ kind: v.literal("server"), time: v.optional(timeShape) }),
  v.object({ kind: v.literal("unknown") }),
]);
export type CauseRow = v.InferOutput<typeof causeShape>;

export const outcomeShape = v.object({ id: actionId, name: nameShape, args: v.string(), outcome: v.picklist(["same", "different", "threw", "unknown", "confirmed"]), run: v.nullable(runShape), before: v.nullable(runShape) });
export type OutcomeRow = v.InferOutput<typeof outcomeShape>;

export const actionDetailShape = v.object({
  row: actionRowShape,
  args: seenShape,
  client: nameShape,
  seq: countShape,
  epoch: v.nullable(v.string()),
  since: v.nullable(countShape),
  sentAt: v.array(timeShape),
  observedIn: v.nullable(countShape),
  output: v.nullable(seenShape),
  error: v.nullable(errorShape),
  first: v.nullable(runShape),
  last: v.nullable(runShape),
  server: v.nullable(v.object({ ops: v.array(opShape), more: countShape })),
  causes: v.array(causeShape),
  /** The ways to what its first run read; `null` where that was not noted. */
  reads: v.nullable(v.array(v.array(valueShape))),
  /** The rebases in which it ran again, by their numbers. */
  rebases: v.array(v.object({ n: countShape, at: timeShape, outcome: nameShape })),
});
export type ActionDetail = v.InferOutput<typeof actionDetailShape>;

export const divergenceShape = v.object({ row: actionRowShape, path: v.string(), cause: v.nullable(causeShape) });
export type DivergenceRow = v.InferOutput<typeof divergenceShape>;

export const writerShape = v.object({ by: authorShape, op: opShape, isWhole: v.boolean(), version: v.nullable(countShape), at: timeShape });
export type WriterRow = v.InferOutput<typeof writerShape>;

/** `[n, at, version, pending]`; the version is -1 where none is known. */
export const momentShape = v.tuple([countShape, timeShape, v.number(), countShape]);
export type MomentRow = v.InferOutput<typeof momentShape>;

export const queueShape = v.object({
  actor: actorName,
  phase: nameShape,
  /** Why nothing is sent, the first thing to be looked at first; empty where nothing is in the way. */
  reasons: v.array(v.object({ what: nameShape, text: v.string() })),
  pending: v.array(v.object({ id: actionId, name: nameShape, args: v.string(), calledAt: timeShape, isSaved: v.boolean(), isSent: v.boolean(), isHere: v.boolean() })),
  rejected: v.array(v.object({ id: actionId, name: nameShape, args: v.string(), calledAt: timeShape, rejectedAt: timeShape, error: errorShape })),
});
export type QueueRow = v.InferOutput<typeof queueShape>;

export const deviceShape = v.object({
  scope: v.string(),
  url: v.string(),
  own: nameShape,
  /** The clients of this device: whether a tab has their lock, and whether it is this one that speaks for them. */
  tabs: v.array(v.object({ client: nameShape, isHere: v.boolean(), lock: v.picklist(["held", "waiting", "unknown"]) })),
  link: nameShape,
  usage: v.nullable(v.number()),
  quota: v.nullable(v.number()),
  isPersisted: v.nullable(v.boolean()),
  durability: v.picklist(["disk", "memory"]),
  isEvicted: v.boolean(),
});
export type DeviceRow = v.InferOutput<typeof deviceShape>;

export const frameRowShape = v.object({ n: countShape, at: timeShape, way: v.picklist(["sent", "heard"]), size: countShape, about: v.string() });
export type FrameRow = v.InferOutput<typeof frameRowShape>;

export const faultsShape = v.object({
  seed: v.number(),
  offline: v.boolean(),
  /** Milliseconds, each way. */
  latency: v.number(),
  jitter: v.number(),
  /** Chances, from 0 to 1, per frame. */
  drop: v.number(),
  duplicate: v.number(),
  /** So many of the next actions are refused by the server. */
  reject: countShape,
  /** How far the page's clock is off, in milliseconds. */
  skew: v.number(),
  /** Added to the `sync.version` that the page says it has. */
  version: v.number(),
});
export type Faults = v.InferOutput<typeof faultsShape>;
