import { actorError } from "../errors/actor-error.ts";
import { isPlainObject } from "../value/kind.ts";
import type { ServerMessage } from "./server-messages.ts";

/**
 * What the server's frame says. The server is the authority over everything a client shows, so its messages are checked
 * only as far as they must be told apart; a field that is not what it should be makes the client connect anew.
 * Throws `protocol/malformed`.
 */
export function readServerFrame(frame: string): readonly ServerMessage[] {
  const messages: unknown = JSON.parse(frame);
  if (Array.isArray(messages) && messages.every(isMessage)) return messages;
  throw actorError("protocol/malformed", "A frame of the server is no list of messages.");
}

function isMessage(message: unknown): message is ServerMessage {
  return isPlainObject(message) && typeof message["t"] === "string";
}
