import type { AnyActorDefinition } from "../contract/definition.ts";
import { actorError } from "../errors/actor-error.ts";
import { create } from "../execution/create.ts";
import type { Logger } from "../ports/logger.ts";
import type { Creation } from "../protocol/client-messages.ts";
import { fromJson } from "../value/codec.ts";
import { copy } from "../value/copy.ts";

interface Made {
  readonly definition: AnyActorDefinition;
  readonly name: string;
  readonly key: readonly string[];
  readonly log: Logger;
  /** Of the connection that is going to see it. */
  readonly params: unknown;
}

interface Guess {
  readonly state: unknown;
}

/** What is going to be seen of an actor when it is made; `null` where only the server can tell. */
export function guessState(made: Made, { input, key: seed, time }: Creation): Guess | null {
  const { definition, name, key, log } = made;
  // Decoding uses the JSON up.
  const own: unknown = input === undefined ? undefined : JSON.parse(JSON.stringify(input));
  const created = create(definition, { name, key, input: fromJson(own), seed, time, mode: "predicted", log, actorId: unknown });
  if (created.how === "promised") created.promise.catch(() => {});
  return created.how === "made" ? guessView(made, created.state) : null;
}

/** A view that asks for more than the connection's params has to wait for the server. */
function guessView({ definition, name, key, log, params }: Made, state: unknown): Guess | null {
  const { sync } = definition.config;
  if (typeof sync !== "object" || sync.view === undefined) return { state };
  const seen = {
    name,
    key: [...key],
    log,
    audience: "",
    get actorId() {
      return unknown();
    },
    conn: {
      params,
      get state() {
        return unknown();
      },
    },
  };
  try {
    seen.audience = sync.audience?.(seen) ?? "";
    return { state: copy(sync.view(seen, state), { name: "sync.view()", finite: true }) };
  } catch {
    return null;
  }
}

function unknown(): never {
  throw actorError("action/unpredictable", "Only the server knows.");
}
