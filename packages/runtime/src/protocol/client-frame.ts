import * as v from "valibot";
import { type ActorError, actorError } from "../errors/actor-error.ts";
import { type ClientMessage, clientMessageShape, isPush } from "./client-messages.ts";
import { LIMITS, SERVER_LIMITS } from "./limits.ts";

/**
 * What a client's frame says, checked to the last field: clients are strangers.
 * Throws `protocol/too_large`, `protocol/malformed`, and `limit/*` where it is well-formed and too much.
 */
export function readClientFrame(frame: string): ClientMessage[] {
  if (frame.length > SERVER_LIMITS.clientFrame) {
    throw actorError("protocol/too_large", `A frame has at most ${SERVER_LIMITS.clientFrame} characters.`);
  }
  let messages: unknown;
  try {
    messages = JSON.parse(frame);
  } catch {
    throw actorError("protocol/malformed", "A frame is not JSON.");
  }
  if (!Array.isArray(messages)) throw actorError("protocol/malformed", "A frame is a list of messages.");
  if (messages.length > LIMITS.messages) {
    throw actorError("limit/too_many", `A frame has ${messages.length} messages; ${LIMITS.messages} are allowed. Send more frames.`);
  }
  return messages.map((message: unknown) => {
    if (isPush(message)) return message;
    const result = v.safeParse(clientMessageShape, message, { abortEarly: true });
    if (result.success) return result.output;
    const [issue] = result.issues;
    throw tooMuch(issue) ?? misfit(issue);
  });
}

type Issue = v.BaseIssue<unknown>;

function misfit({ message: problem, path }: Issue): ActorError {
  const where = (path ?? []).map(({ key }) => String(key)).join(".");
  return actorError("protocol/malformed", `A message does not fit at ${where.slice(0, 80)}: ${problem.slice(0, 200)}`);
}

/** What there is too much of, if that is all that is wrong. */
function tooMuch(issue: Issue): ActorError | null {
  // Of several forms the one that comes closest is not known: it is the one of which there is too much.
  const found = [issue, ...(issue.issues ?? [])].find(({ type }) => type === "max_length");
  if (found === undefined) return hasLongName(issue.input) ? nameTooLong("The name of an action", LIMITS.name) : null;
  const { input, requirement, path = [] } = found;
  const keys = [...(issue.path ?? []), ...(found === issue ? [] : path)].map(({ key }) => String(key));
  const what = keys.join(".").slice(0, 80);
  if (keys.includes("key")) return actorError("limit/key_too_large", `${what} is larger than a key may be: ${String(requirement)}.`);
  if (typeof input === "string") return nameTooLong(what, requirement);
  return actorError("limit/too_many", `${what} has more items than are allowed: ${String(requirement)}. Send more messages.`);
}

/** An action is checked as a whole: what is wrong with it is looked for only here. */
function hasLongName(action: unknown): boolean {
  const [, name]: unknown[] = Array.isArray(action) ? action : [];
  return typeof name === "string" && name.length > LIMITS.name;
}

function nameTooLong(what: string, most: unknown): ActorError {
  return actorError("limit/name_too_long", `${what} is longer than the ${String(most)} characters that are allowed.`);
}
