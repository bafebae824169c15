import { meantBy } from "#dev";
import { actorError } from "../errors/actor-error.ts";
import { describe, isPlainObject } from "../value/kind.ts";

/** An object without unknown keys. Throws `definition/invalid`, with the known key that was probably meant. */
export function requireKnownKeys(where: string, given: unknown, known: readonly string[]): Record<string, unknown> {
  if (!isPlainObject(given)) throw actorError("definition/invalid", `${where} must be an object.`);
  for (const key of Object.keys(given)) {
    if (known.includes(key)) continue;
    const close = meantBy(key, known);
    const advice = close === null ? `It takes ${known.join(", ")}.` : `Did you mean ${close}?`;
    throw actorError("definition/invalid", `${where} has no ${key}. ${advice}`);
  }
  return given;
}

/** Throws `definition/invalid` where something is there and no function. */
export function requireFunction(name: string, given: unknown): void {
  if (given === undefined || typeof given === "function") return;
  throw actorError("definition/invalid", `${name} must be a function; it is ${describe(given)}.`);
}
