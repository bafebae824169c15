import { toKey } from "../definition/key.ts";
import { type ActorError, actorError, isError } from "../errors/actor-error.ts";
import type { ActorInfo, ActorQuery } from "../ports/gateway.ts";
import { isRandomId, randomId } from "../ports/random.ts";
import type { Actors } from "./actors.ts";
import type { Instance } from "./instance.ts";
import { type ActorRecord, keys, readActor } from "./records.ts";

/** How often a query is asked again where its actor is destroyed meanwhile, or made by somebody else. */
const TRIES = 5;

/** The id of the actor that a query means, and whether it was made for it. Rejects with `actor/not_found`. */
export async function idOf(actors: Actors, query: ActorQuery): Promise<{ readonly id: string; readonly isNew: boolean }> {
  if (query.by === "id") {
    // Whoever is awake is there.
    const known = actors.awake(query.id)?.record ?? (await recordOf(actors, query.id));
    if (known === null || (query.name !== undefined && known.name !== query.name)) throw noSuchActor();
    return { id: query.id, isNew: false };
  }
  const { name, create } = query;
  if (actors.definition(name) === null) throw actorError("actor/not_found", `No actor is registered as ${name}.`);
  const key = toKey(query.key);
  for (let tries = 0; tries < TRIES; tries++) {
    const found = await actors.find(name, key);
    if (found !== null) return { id: found, isNew: false };
    if (create === undefined) throw noSuchActor();
    try {
      return { id: await createNow(actors, name, key, create.input), isNew: true };
    } catch (error) {
      if (!isError(error, "actor/duplicate_key")) throw error;
    }
  }
  throw actorError("actor/restarting", "The actor is made and destroyed again and again.");
}

export function createNow(actors: Actors, name: string, key: readonly string[], input: unknown): Promise<string> {
  const { random, timers } = actors.ports;
  return actors.create(name, key, { input, seed: randomId(random), time: timers.now() });
}

/** Does something with the actor that a query means; one that is destroyed meanwhile is made anew where the query says so. */
export async function useActor<T>(
  actors: Actors,
  query: ActorQuery,
  task: (instance: Instance) => T | Promise<T>,
): Promise<T> {
  const mayMake = query.by === "key" && query.create !== undefined;
  for (let tries = 1; ; tries++) {
    const { id } = await idOf(actors, query);
    let begun = false;
    try {
      return await actors.use(id, (instance) => {
        begun = true;
        return task(instance);
      });
    } catch (error) {
      if (begun || !mayMake || tries >= TRIES || !isError(error, "actor/not_found")) throw error;
    }
  }
}

export async function recordOf({ ports }: Actors, id: string): Promise<ActorRecord | null> {
  if (!isRandomId(id)) return null;
  const [stored] = await ports.storage.get([keys.actor(id)]);
  return stored === undefined ? null : readActor(stored);
}

export async function infoOf(actors: Actors, id: string): Promise<ActorInfo | null> {
  const record = actors.awake(id)?.record ?? (await recordOf(actors, id));
  if (record === null) return null;
  const { name, key, created } = record;
  return { id, name, key, createdAt: created };
}

export function noSuchActor(): ActorError {
  return actorError("actor/not_found", "There is no such actor.");
}
