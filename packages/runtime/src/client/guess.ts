import type { AnyActorDefinition } from "../contract/definition.ts";
import { actorError } from "../errors/actor-error.ts";
import { create } from "../execution/create.ts";
import type { Logger } from "../ports/logger.ts";
import type { Creation } from "../protocol/client-messages.ts";
import { fromJson } from "../value/codec.ts";

interface Guessed {
  readonly name: string;
  readonly key: readonly string[];
  readonly log: Logger;
}

/** The state that an actor would be made with; `null` where only the server can tell. */
export function guessState(definition: AnyActorDefinition, { name, key, log }: Guessed, creation: Creation): { readonly state: unknown } | null {
  const { input, key: seed, time } = creation;
  const unknown = (): never => {
    throw actorError("action/unpredictable", "c.actorId is not known before the server gave it.");
  };
  const made = create(definition, { name, key, input: fromJson(structured(input)), seed, time, mode: "predicted", log, actorId: unknown });
  if (made.how === "promised") made.promise.catch(() => {});
  return made.how === "made" ? made : null;
}

/** A JSON value that may be used up: decoding changes what it is given. */
function structured(json: unknown): unknown {
  return json === undefined ? undefined : JSON.parse(JSON.stringify(json));
}
