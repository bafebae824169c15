// What the server says.

import * as v from "valibot";
import {
  actionIdShape,
  authorShape,
  countShape,
  cursorShape,
  errorShape,
  laneShape,
  nameShape,
  progressShape,
  randomIdShape,
  timeShape,
  tokenShape,
  valueShape,
} from "./shapes.ts";

const channel = countShape;

/** Answers `hello`: the protocol's number from here on, and the server's clock. */
export const welcomeShape = v.object({ t: v.literal("welcome"), protocol: countShape, time: timeShape });

/** A step of the confirmed state, from one version to another, and whose action it was. */
const stepEntries = {
  from: countShape,
  to: countShape,
  patch: valueShape,
  by: v.optional(authorShape),
  /** The action is over; without it more of it may follow. */
  done: v.optional(v.literal(true)),
  /** The last part of the cursor from here on, where it becomes another: what the connection may see has. */
  run: v.optional(tokenShape),
};
export const stepShape = v.object(stepEntries);
export type Step = v.InferOutput<typeof stepShape>;

/** What a history that was destroyed holds of a client: the results that the client has not said it has. */
export const endingShape = v.object({
  epoch: tokenShape,
  client: randomIdShape,
  lane: laneShape,
  /** The client has said that it has all results up to here. */
  settled: countShape,
  results: v.array(v.tuple([actionIdShape, v.object({ output: v.optional(valueShape), error: v.optional(errorShape), time: v.optional(timeShape) })])),
});

/** Answers `open`. What the client has is right (`match`), or the steps it lacks, or the whole state. */
export const openedShape = v.object({
  t: v.literal("opened"),
  ch: channel,
  /** The actor's id and key. */
  actor: tokenShape,
  key: v.array(v.string()),
  /** The id of this connection. */
  conn: tokenShape,
  cursor: cursorShape,
  base: v.variant("how", [
    v.object({ how: v.literal("match") }),
    v.object({ how: v.literal("steps"), steps: v.array(stepShape) }),
    /** `view`: it is what this connection may see, and takes the place of whatever the client has. */
    v.object({ how: v.literal("snapshot"), state: valueShape, view: v.optional(v.literal(true)) }),
  ]),
  /** What predictions find as the state of this connection; without it they find none. */
  self: v.optional(valueShape),
  progress: v.array(progressShape),
  /** The client's cursor belongs to a history that is gone. */
  restored: v.optional(v.literal(true)),
  /** Of the epochs that the client named, those that were destroyed, once for each of its clients. Since 2. */
  destroyed: v.optional(v.array(endingShape)),
});

export const commitShape = v.object({ t: v.literal("commit"), ch: channel, ...stepEntries });

/** An event, and where an action of a client sent it: whose, and which of its events of that name it was, from 0. */
export const eventShape = v.object({
  t: v.literal("event"),
  ch: channel,
  name: nameShape,
  args: v.array(valueShape),
  by: v.optional(authorShape),
  nth: v.optional(countShape),
});

/** How an action of a shown client ended: its output, or its error. `time` is what its `c.now()` was changed to. */
export const resultShape = v.object({
  t: v.literal("result"),
  ch: channel,
  client: randomIdShape,
  id: actionIdShape,
  output: v.optional(valueShape),
  error: v.optional(errorShape),
  time: v.optional(timeShape),
  /** The client has said before that it has this result, and it is not kept any more. */
  settled: v.optional(v.literal(true)),
});

/** Answers `read`. */
export const answerShape = v.object({
  t: v.literal("answer"),
  ch: channel,
  req: countShape,
  output: v.optional(valueShape),
  error: v.optional(errorShape),
});

/** The channel is closed. The error's reaction says what to do; `missing` and `destroyed` speak of the actor. */
export const closedShape = v.object({
  t: v.literal("closed"),
  ch: channel,
  error: errorShape,
  actor: v.optional(v.picklist(["missing", "destroyed"])),
  /** As in `opened`. */
  destroyed: v.optional(v.array(endingShape)),
});
/** The channel is closed, and open it again at once: what the client has may not fit what follows. */
export const resyncShape = v.object({ t: v.literal("resync"), ch: channel, error: errorShape });
/** A client's pushes are not taken: its id was not shown here, or was shown elsewhere since. */
export const unshownShape = v.object({ t: v.literal("unshown"), client: tokenShape });
export const pongShape = v.object({ t: v.literal("pong") });

export const serverMessageShape = v.variant("t", [
  commitShape,
  resultShape,
  eventShape,
  openedShape,
  answerShape,
  closedShape,
  resyncShape,
  unshownShape,
  welcomeShape,
  pongShape,
]);

export type ServerMessage = v.InferOutput<typeof serverMessageShape>;
export type EndingMessage = v.InferOutput<typeof endingShape>;
export type Opened = v.InferOutput<typeof openedShape>;
export type CommitMessage = v.InferOutput<typeof commitShape>;
export type EventMessage = v.InferOutput<typeof eventShape>;
export type ResultMessage = v.InferOutput<typeof resultShape>;
