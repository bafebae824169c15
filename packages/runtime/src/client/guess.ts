import type { AnyActorDefinition } from "../contract/definition.ts";
import { actorError } from "../errors/actor-error.ts";
import { create } from "../execution/create.ts";
import type { Logger } from "../ports/logger.ts";
import type { Creation } from "../protocol/client-messages.ts";
import { fromJson } from "../value/codec.ts";

interface Made {
  readonly definition: AnyActorDefinition;
  readonly name: string;
  readonly key: readonly string[];
  readonly log: Logger;
}

/** The state that an actor is going to be made with; `null` where only the server can tell. */
export function guessState({ definition, name, key, log }: Made, { input, key: seed, time }: Creation): { readonly state: unknown } | null {
  const unknown = (): never => {
    throw actorError("action/unpredictable", "c.actorId is not known before the server gave it.");
  };
  // Decoding uses the JSON up.
  const own: unknown = input === undefined ? undefined : JSON.parse(JSON.stringify(input));
  const made = create(definition, { name, key, input: fromJson(own), seed, time, mode: "predicted", log, actorId: unknown });
  if (made.how === "promised") made.promise.catch(() => {});
  return made.how === "made" ? made : null;
}
