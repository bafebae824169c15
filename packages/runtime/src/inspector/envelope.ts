// What an inspector and what it inspects say to each other, whatever carries it: plain values that JSON holds.

import * as v from "valibot";
import { countShape, errorShape, nameShape, timeShape, valueShape } from "../protocol/shapes.ts";

/** Which question, of the inspector's numbering. */
const idShape = countShape;

/** The first message: which protocols the inspector speaks, and whether it means to change anything. */
export const helloShape = v.object({
  t: v.literal("hello"),
  protocol: v.tuple([countShape, countShape]),
  /** Without it, commands are refused. */
  mayChange: v.optional(v.literal(true)),
});
/** Asks once. */
export const askShape = v.object({ t: v.literal("ask"), id: idShape, topic: nameShape, params: v.optional(valueShape) });
/** Asks, and wants to hear of whatever comes after the answer. */
export const watchShape = v.object({ t: v.literal("watch"), id: idShape, topic: nameShape, params: v.optional(valueShape) });
/** Wants to hear no more. */
export const unwatchShape = v.object({ t: v.literal("unwatch"), id: idShape });
/** Changes something. */
export const doShape = v.object({ t: v.literal("do"), id: idShape, command: nameShape, params: v.optional(valueShape) });

export const toInspectedShape = v.variant("t", [helloShape, askShape, watchShape, unwatchShape, doShape]);
export type ToInspected = v.InferOutput<typeof toInspectedShape>;

/** Answers `hello`: who is inspected, and what can be asked of it. */
export const welcomeShape = v.object({
  t: v.literal("welcome"),
  protocol: countShape,
  side: v.picklist(["server", "client"]),
  /** The version of Rivulet on that side. */
  version: nameShape,
  /** Its clock. */
  time: timeShape,
  topics: v.array(nameShape),
  commands: v.array(nameShape),
  mayChange: v.boolean(),
});
/** Answers a question, a command, and first of all whoever watches. */
export const answerShape = v.object({ t: v.literal("answer"), id: idShape, value: valueShape });
/** What has happened since, to whoever watches. */
export const noticeShape = v.object({ t: v.literal("notice"), id: idShape, value: valueShape });
/** A question, a command or a watch is over. */
export const failedShape = v.object({ t: v.literal("failed"), id: idShape, error: errorShape });
/** The inspector is not let in, or no longer; nothing comes after it. */
export const refusedShape = v.object({ t: v.literal("refused"), error: errorShape });

export const fromInspectedShape = v.variant("t", [answerShape, noticeShape, failedShape, welcomeShape, refusedShape]);
export type FromInspected = v.InferOutput<typeof fromInspectedShape>;
export type Welcome = v.InferOutput<typeof welcomeShape>;

/** The message in a text; what is no JSON is no message. */
export function messageIn(text: string): unknown {
  try {
    const message: unknown = JSON.parse(text);
    return message;
  } catch {
    return undefined;
  }
}
