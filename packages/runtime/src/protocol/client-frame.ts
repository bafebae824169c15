import * as v from "valibot";
import { actorError } from "../errors/actor-error.ts";
import { type ClientMessage, clientMessageShape, isPush } from "./client-messages.ts";
import { LIMITS } from "./limits.ts";

/**
 * What a client's frame says, checked to the last field: clients are strangers.
 * Throws `protocol/too_large` and `protocol/malformed`.
 */
export function readClientFrame(frame: string): ClientMessage[] {
  if (frame.length > LIMITS.clientFrame) {
    throw actorError("protocol/too_large", `A frame has at most ${LIMITS.clientFrame} characters.`);
  }
  let messages: unknown;
  try {
    messages = JSON.parse(frame);
  } catch {
    throw actorError("protocol/malformed", "A frame is not JSON.");
  }
  if (!Array.isArray(messages) || messages.length > LIMITS.messages) {
    throw actorError("protocol/malformed", `A frame is a list of at most ${LIMITS.messages} messages.`);
  }
  return messages.map((message: unknown) => {
    if (isPush(message)) return message;
    const result = v.safeParse(clientMessageShape, message, { abortEarly: true });
    if (result.success) return result.output;
    const [{ message: problem, path }] = result.issues;
    const where = (path ?? []).map(({ key }) => String(key)).join(".");
    throw actorError("protocol/malformed", `A message does not fit at ${where.slice(0, 80)}: ${problem.slice(0, 200)}`);
  });
}
