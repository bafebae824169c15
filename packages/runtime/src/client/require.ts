// Limits are checked where something is asked for, so that whatever was taken can be sent: a server hangs up on a client
// that goes beyond them, and with it go all its actors.

import { actorError } from "../errors/actor-error.ts";
import { LIMITS } from "../protocol/limits.ts";
import { encode } from "../value/codec.ts";
import { copy } from "../value/copy.ts";

/** A text this long is measured before it is sent; what is shorter cannot break a limit by itself. */
const SHORT = 1_024;

/** Throws `limit/action_too_large` where the values are more than may be sent as one call's arguments. */
export function requireSize(what: string, values: readonly unknown[]): void {
  if (values.length < 64 && values.every(isSmall)) return;
  const size = encode(values).length;
  if (size <= LIMITS.args) return;
  throw actorError("limit/action_too_large", `${what} has ${size} characters; ${LIMITS.args} are allowed.`);
}

function isSmall(value: unknown): boolean {
  return typeof value === "string" ? value.length < SHORT : typeof value === "number" || typeof value === "boolean";
}

/** Names of actors, actions and events. */
export function requireName(what: string, name: string): void {
  if (name.length <= LIMITS.name) return;
  throw actorError("limit/name_too_long", `${what} has ${name.length} characters; ${LIMITS.name} are allowed.`);
}

/** An independent copy of what an actor or a connection is made with. */
export function settledInput(what: string, value: unknown): unknown {
  const settled = copy(value, { name: what });
  requireSize(what, [settled]);
  return settled;
}
