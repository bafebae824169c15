import type { AnyActorDefinition } from "../contract/definition.ts";
import type { CompleteSync } from "../definition/options.ts";
import { actorError, isError } from "../errors/actor-error.ts";
import { create } from "../execution/create.ts";
import { randomId } from "../ports/random.ts";
import type { StorageOp } from "../ports/storage.ts";
import { deferred } from "../util/deferred.ts";
import { createActor, findActor } from "./actor-store.ts";
import { clampTime } from "./clock.ts";
import { makeKv } from "./kv.ts";
import { newKvPlace } from "./kv-place.ts";
import type { HostPorts } from "./ports.ts";
import type { Beside } from "./recorder.ts";
import { keys } from "./records.ts";
import { makeSchedule } from "./schedule.ts";

/** How to make an actor that is not there. */
export interface CreationRequest {
  readonly input: unknown;
  readonly seed: string;
  readonly time: number;
}

interface CreationParts {
  readonly ports: HostPorts;
  readonly definition: AnyActorDefinition;
  readonly sync: CompleteSync | null;
  readonly name: string;
  readonly key: readonly string[];
  readonly client: () => unknown;
  readonly noticed: (actorId: string, due: number) => void;
}

/**
 * Makes an actor: what `createState` and `onCreate` do is on disk in one step, or not at all. Resolves to its id.
 * Rejects with `actor/duplicate_key`, and with what the hooks throw.
 */
export async function makeActor(parts: CreationParts, { input, seed, time: claimed }: CreationRequest): Promise<string> {
  const { ports, definition, sync, name, key } = parts;
  const { random, timers, storage } = ports;
  const time = clampTime(claimed, timers.now(), Number.NEGATIVE_INFINITY, sync?.maxAge ?? Number.POSITIVE_INFINITY);
  const schema = sync?.version ?? null;
  if ((await findActor(storage, name, key)) !== null) throw duplicate();
  const id = randomId(random);
  const log = ports.log.child({ actor: name, key, actorId: id });
  const written = new Set<Beside>();
  const join = (part: Beside): void => void written.add(part);
  const stored = deferred<void>();
  const more = new Map<string, StorageOp>();
  const put = (at: string, value: string): void => void more.set(at, { op: "put", key: at, value });
  const kv = makeKv(
    newKvPlace((encoded, value) => {
      const at = keys.kv(id, encoded);
      more.set(at, value === null ? { op: "delete", key: at } : { op: "put", key: at, value });
    }),
    join,
  );
  const schedule = makeSchedule({
    actorId: id,
    schema,
    now: timers.now,
    newId: () => randomId(random),
    join,
    put,
    flushed: () => stored.promise,
    noticed: (due) => parts.noticed(id, due),
  });
  const reach = { region: () => ports.region ?? "local", kv: () => kv, schedule: () => schedule, client: parts.client };
  const made = create(definition, { name, key, input, seed, time, mode: "authoritative", log, actorId: () => id, reach });
  if (made.how === "threw") throw made.error;
  const state = made.how === "made" ? made.state : await made.promise;
  for (const part of written) part.keep();
  try {
    await createActor(ports, { id, name, key, madeBy: seed, state, schema, more: [...more.values()] });
  } catch (error) {
    throw isError(error, "storage/conflict") ? duplicate() : error;
  }
  stored.resolve();
  return id;
}

function duplicate() {
  return actorError("actor/duplicate_key", "An actor with this key already exists.");
}
