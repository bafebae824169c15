import * as v from "valibot";
import { countShape, valueShape } from "../protocol/shapes.ts";
import {
  actionDetailShape,
  actionId,
  actorName,
  deviceShape,
  divergenceShape,
  faultsShape,
  frameRowShape,
  momentShape,
  outcomeShape,
  queueShape,
  rebaseRowShape,
  replicaShape,
  timelineRowShape,
  writerShape,
} from "./client-shapes.ts";
import { seenShape } from "./seen.ts";
import { topic, watchedTopic } from "./topic.ts";

const pathShape = v.pipe(v.array(valueShape), v.maxLength(100));
const ofActor = v.object({ actor: actorName });
const ofAction = v.object({ actor: actorName, id: actionId });
const nothing = v.object({});

const replicas = v.object({ replicas: v.array(replicaShape) });
const timeline = v.object({ rows: v.array(timelineRowShape), dropped: countShape });
const queue = v.object({ queues: v.array(queueShape) });
const frames = v.object({ frames: v.array(frameRowShape) });

/** What can be asked of an app's own side. Asking and watching change nothing of it. */
export const CLIENT_TOPICS = {
  replicas: watchedTopic("replicas", nothing, replicas, replicas),
  /** What happened, as far as it is recorded; notices bring rows that are new or have changed. */
  timeline: watchedTopic("timeline", nothing, timeline, timeline),
  /** One action through its life. Fails with `outbox/not_found`. */
  action: topic("action", v.object({ id: actionId }), actionDetailShape),
  /** One rebase, action by action. Fails with `outbox/not_found`. */
  rebase: topic("rebase", v.object({ n: countShape }), v.object({ row: rebaseRowShape, outcomes: v.array(outcomeShape) })),
  divergences: topic("divergences", nothing, v.object({ divergences: v.array(divergenceShape) })),
  /** The moments of an actor's view, the oldest first. */
  moments: topic("moments", ofActor, v.object({ moments: v.array(momentShape) })),
  /** The view at a moment, by default the last, with the first so many waiting actions on it, by default all. */
  view: topic(
    "view",
    v.object({ actor: actorName, n: v.optional(countShape), rows: v.optional(countShape), path: v.optional(pathShape) }),
    v.object({ isKnown: v.boolean(), state: seenShape, version: v.nullable(countShape), shown: v.array(v.object({ id: actionId, name: v.string(), args: v.string() })) }),
  ),
  /** Who wrote what stands at a path of the view. */
  writers: topic(
    "writers",
    v.object({ actor: actorName, path: pathShape, n: v.optional(countShape) }),
    v.object({ writers: v.array(writerShape), isOlder: v.boolean() }),
  ),
  /** The view as it would be with these waiting actions alone, in this order. Nothing of the page sees it. */
  fork: topic("fork", v.object({ actor: actorName, ids: v.array(actionId) }), v.object({ state: seenShape, outcomes: v.array(outcomeShape) })),
  /** What of the waiting actions would come out otherwise without one of them. */
  consequences: topic("consequences", ofAction, v.object({ outcomes: v.array(outcomeShape) })),
  queue: watchedTopic("queue", nothing, queue, queue),
  device: topic("device", nothing, v.object({ devices: v.array(deviceShape) })),
  frames: watchedTopic("frames", nothing, frames, frames),
  frame: topic("frame", v.object({ n: countShape }), v.object({ text: v.string(), size: countShape })),
  faults: topic("faults", nothing, faultsShape),
  /** The record as a text that can be kept and looked at elsewhere. `redact`: values are taken out, their shapes stay. */
  session: topic("session", v.object({ redact: v.optional(v.boolean()) }), v.object({ text: v.string() })),
  /** The calls of an actor as a test of a simulated world, from the fault bench's seed. */
  testFile: topic("testFile", ofActor, v.object({ text: v.string() })),
  /** What waits and what was rejected, for somebody to keep. */
  outbox: topic("outbox", ofActor, v.object({ text: v.string() })),
} as const;

/** What can be done on an app's own side. */
export const CLIENT_COMMANDS = {
  /** Calls a rejected action again. */
  retry: topic("retry", ofAction, nothing),
  discard: topic("discard", ofAction, nothing),
  /** Runs what waits again on the same base. */
  replay: topic("replay", ofActor, nothing),
  setFaults: topic("setFaults", v.partial(faultsShape), faultsShape),
  /** Deletes what the device holds for this page, as browsers do when they are short of room. */
  evict: topic("evict", nothing, nothing),
} as const;
