import { actorError, type ActorError } from "../errors/actor-error.ts";
import type { Check } from "../ports/storage.ts";

/** What a write is refused with whose check does not hold. */
export function conflictOf(check: Check): ActorError {
  return actorError("storage/conflict", `${"key" in check ? check.key : check.from} was changed by somebody else.`);
}
