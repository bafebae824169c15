import type { AnyActorDefinition, Registry } from "../contract/definition.ts";
import { actorError, isError } from "../errors/actor-error.ts";
import { create } from "../execution/create.ts";
import { randomId } from "../ports/random.ts";
import { ROOT } from "../track/node.ts";
import { createActor, findActor, loadActor } from "./actor-store.ts";
import { disconnect } from "./connect.ts";
import { type Follower, makeConn } from "./conn.ts";
import { sweepMembers } from "./forget.ts";
import { type Instance, makeInstance } from "./instance.ts";
import type { HostPorts } from "./ports.ts";

/** How to make an actor that is not there. */
export interface CreationRequest {
  readonly input: unknown;
  readonly seed: string;
  readonly time: number;
}

/** A follower that was let in, with its connection's state, kept while the actor sleeps. */
interface Seat {
  readonly follower: Follower;
  state: { readonly value: unknown } | null;
}

/** Many actors: finds them, makes them, wakes each once, puts the idle ones to sleep. */
export interface Host {
  readonly ports: HostPorts;
  definition(name: string): AnyActorDefinition | null;
  /** The id of an actor, or `null` where there is none. */
  find(name: string, key: readonly string[]): Promise<string | null>;
  /** Makes an actor. Rejects with `actor/duplicate_key`, or with what its hooks throw. */
  create(name: string, key: readonly string[], request: CreationRequest): Promise<string>;
  /** The actor awake. Rejects with `actor/not_found`. */
  wake(id: string): Promise<Instance>;
  /** The actor, if it is awake at this moment. */
  awake(id: string): Instance | undefined;
  /** Keeps a follower's place through the actor's sleep. */
  seat(id: string, follower: Follower): void;
  unseat(id: string, follower: Follower): Promise<void>;
  followers(id: string): readonly Follower[];
  /** Puts every actor to sleep; none wakes again. */
  stop(): Promise<void>;
}

export function makeHost(registry: Registry, ports: HostPorts): Host {
  const { use } = registry.config;
  const run = randomId(ports.random);
  const instances = new Map<string, Instance>();
  /** One wake and one sleep at a time for each actor: the next waits for the one before. */
  const turns = new Map<string, Promise<unknown>>();
  const seats = new Map<string, Map<string, Seat>>();
  let stopping = false;

  const definition = (name: string): AnyActorDefinition | null => (Object.hasOwn(use, name) ? (use[name] ?? null) : null);

  const hasDisconnectHook = (name: string): boolean => definition(name)?.config.onDisconnect !== undefined;

  const inTurn = <T>(id: string, task: () => Promise<T>): Promise<T> => {
    const before = turns.get(id) ?? Promise.resolve();
    const turn = before.then(task, task);
    turns.set(id, turn);
    const clear = (): void => {
      if (turns.get(id) === turn) turns.delete(id);
    };
    turn.then(clear, clear);
    return turn;
  };

  const start = async (id: string): Promise<Instance> => {
    if (stopping) throw actorError("actor/restarting", "The actor is restarting.");
    const loaded = await loadActor(ports, id, run);
    const found = definition(loaded.record.name);
    if (found === null) throw actorError("actor/not_found", `${loaded.record.name} is not in the registry.`);
    const instance = makeInstance({
      ports,
      definition: found,
      loaded,
      failed: (error) => drop(instance, error),
      idle: () => void inTurn(id, () => sleep(instance)),
    });
    for (const { follower, state } of seats.get(id)?.values() ?? []) {
      instance.addConn(makeConn({ follower, state, emit: instance.recorder.emit, event: instance.makeEvent }));
    }
    await instance.wake();
    instances.set(id, instance);
    if (instance.sync !== null) {
      sweepMembers(instance, ports.storage, instance.sync.clientTtl).catch((error: unknown) => {
        instance.log.warn({ msg: "clients that stayed away could not be dropped", err: error });
      });
    }
    return instance;
  };

  /** The storage failed: what is in memory may be ahead of the disk, so it goes, and its followers come again. */
  const drop = (instance: Instance, error: unknown): void => {
    instance.log.error({ msg: "the storage failed; the actor starts again from disk", err: error });
    instance.kill();
    if (instances.get(instance.id) === instance) instances.delete(instance.id);
    const left = seats.get(instance.id);
    seats.delete(instance.id);
    for (const { follower } of left?.values() ?? []) follower.restart();
  };

  const sleep = async (instance: Instance): Promise<void> => {
    if (instances.get(instance.id) !== instance) return;
    instances.delete(instance.id);
    await instance.sleep();
    for (const seat of seats.get(instance.id)?.values() ?? []) {
      const tree = instance.conns.get(seat.follower.id)?.tree;
      if (tree) seat.state = { value: tree.holder.raw[ROOT] };
    }
  };

  return {
    ports,
    definition,
    find: (name, key) => findActor(ports.storage, name, key),
    async create(name, key, { input, seed, time }) {
      const found = definition(name);
      if (found === null) throw actorError("actor/not_found", `${name} is not in the registry.`);
      const id = randomId(ports.random);
      const log = ports.log.child({ actor: name, key, actorId: id });
      const made = create(found, { name, key, input, seed, time, mode: "authoritative", log, actorId: () => id });
      if (made.how === "threw") throw made.error;
      const state = made.how === "made" ? made.state : await made.promise;
      try {
        await createActor(ports, id, name, key, seed, state);
      } catch (error) {
        throw isError(error, "storage/conflict") ? actorError("actor/duplicate_key", "An actor with this key already exists.") : error;
      }
      return id;
    },
    wake(id) {
      const awake = instances.get(id);
      if (awake !== undefined) return Promise.resolve(awake);
      return inTurn(id, async () => instances.get(id) ?? (await start(id)));
    },
    awake: (id) => instances.get(id),
    seat(id, follower) {
      let places = seats.get(id);
      if (places === undefined) seats.set(id, (places = new Map()));
      places.set(follower.id, { follower, state: null });
    },
    async unseat(id, follower) {
      if (seats.get(id)?.has(follower.id) !== true) return;
      // A connection that ends wakes the actor that wants to know of it.
      const wanted = hasDisconnectHook(follower.actorName) && !stopping;
      const instance = instances.get(id) ?? (wanted ? await this.wake(id) : undefined);
      const places = seats.get(id);
      if (places?.delete(follower.id) !== true) return;
      if (places.size === 0) seats.delete(id);
      if (instance !== undefined) await disconnect(instance, follower);
    },
    followers: (id) => [...(seats.get(id)?.values() ?? [])].map(({ follower }) => follower),
    async stop() {
      stopping = true;
      await Promise.allSettled([...turns.values()]);
      await Promise.allSettled([...instances.values()].map((instance) => inTurn(instance.id, () => sleep(instance))));
    },
  };
}
