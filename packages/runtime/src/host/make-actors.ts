import type { Registry } from "../contract/definition.ts";
import { actorError, isError } from "../errors/actor-error.ts";
import { randomId } from "../ports/random.ts";
import { keyParts, type StoredValue } from "../ports/storage.ts";
import { withTimeout } from "../util/timeout.ts";
import { findActor, loadActor } from "./actor-store.ts";
import type { Actors } from "./actors.ts";
import { makeAlarms } from "./alarms.ts";
import { disconnect } from "./connect.ts";
import { makeActor } from "./creation.ts";
import { eraseActor } from "./erase.ts";
import { sweepMembers } from "./forget.ts";
import { type Instance, makeInstance } from "./instance.ts";
import { makeKinds } from "./kind.ts";
import { die, fallAsleep, sayMissedGoodbyes, wakeUp } from "./lifecycle.ts";
import type { HostPorts } from "./ports.ts";
import { keys } from "./records.ts";
import { runScheduled } from "./scheduled.ts";
import { makeSeats } from "./seats.ts";
import { dropTombstone } from "./tombstone.ts";
import { makeTurns } from "./turns.ts";
import type { Watched } from "./witness.ts";

/** What still runs when the server stops has this long to end, in milliseconds. */
const WIND_UP = 4_000;
/** An actor that has to wake for its end has this long to, in milliseconds: no option limits `onWake`. */
const WAKE_FOR_END = 15_000;

/**
 * What actor code gets from `c.client()`, made once per actor that is awake. Whatever it asks leaves the actor by `emit`, in
 * order with everything else it lets out. `hold` keeps the actor awake until the function it returns is called: for as
 * long as something listens in it. `ended` aborts when the actor stops.
 */
export type MakeClient = (emit: (deliver: () => void) => void, hold: () => () => void, ended: AbortSignal) => unknown;

export function makeActors(registry: Registry, ports: HostPorts, client: MakeClient): Actors {
  const kinds = makeKinds(registry, ports);
  const { definition } = kinds;
  const { storage, timers, log } = ports;
  const run = randomId(ports.random);
  const instances = new Map<string, Instance>();
  /** The ids of those that are awake, by name and key. */
  const byKey = new Map<string, string>();
  const starting = new Map<string, Instance>();
  const turns = makeTurns(timers);
  const seats = makeSeats();
  const watched: Watched = { witness: null };
  let stopping = false;

  const add = (instance: Instance): void => {
    instances.set(instance.id, instance);
    byKey.set(keys.byKey(instance.record.name, instance.record.key), instance.id);
  };
  const remove = ({ id, record }: Instance): void => {
    instances.delete(id);
    byKey.delete(keys.byKey(record.name, record.key));
  };

  /** `within`: how long it may take to wake, in milliseconds; `null`: for as long as nobody ends it. */
  const start = async (id: string, within: number | null = null): Promise<Instance> => {
    if (stopping) throw actorError("actor/restarting", "The actor is restarting.");
    const loaded = await loadActor(ports, id, run, (name) => kinds.of(name).sync);
    const kind = kinds.of(loaded.record.name);
    const cutOff = kind.definition.config.onDisconnect === undefined ? [] : await storage.list(keys.conns(id));
    const instance = makeInstance({
      ports,
      kind,
      loaded,
      failed: (error) => drop(instance, error),
      idle: () => sleepSoon(instance),
      wanted: (end) => (end === "sleep" ? sleepSoon(instance) : destroySoon(instance)),
      noticed: (due) => alarms.notice(id, due),
      client,
      watched,
    });
    starting.set(id, instance);
    seats.restore(instance);
    try {
      await wakeUp(instance, within);
    } catch (error) {
      instance.kill(error);
      throw error;
    } finally {
      starting.delete(id);
    }
    if (instance.isOver) throw actorError("actor/restarting", "The actor is restarting.");
    add(instance);
    watched.witness?.becomes(instance, "awake");
    afterStart(instance, loaded.swept, cutOff.map(([key, row]) => [keyParts(key)[2] ?? "", row] as const));
    return instance;
  };

  const afterStart = (instance: Instance, swept: StoredValue | undefined, rows: readonly (readonly [connId: string, row: StoredValue])[]): void => {
    const { id, sync } = instance;
    const failed = (msg: string) => (err: unknown) => instance.log.warn({ msg, err });
    const cutOff = rows.filter(([connId]) => !seats.has(id, connId));
    if (cutOff.length > 0) sayMissedGoodbyes(instance, cutOff).catch(failed("connections that were cut off could not be ended"));
    if (sync !== null) sweepMembers(instance, storage, sync.clientTtl, swept).catch(failed("clients that stayed away could not be dropped"));
    for (const follower of seats.of(id)) follower.woken?.();
  };

  /** The storage failed: what is in memory may be ahead of the disk, so it goes, and its followers come again. */
  const drop = (instance: Instance, error: unknown): void => {
    instance.log.error({ msg: "the storage failed; the actor starts again from disk", err: error });
    instance.kill(actorError("actor/restarting", "The actor is restarting."));
    if (instances.get(instance.id) === instance) remove(instance);
    for (const follower of seats.clear(instance.id)) follower.restart();
  };

  const sleep = async (instance: Instance, within: number): Promise<void> => {
    if (instances.get(instance.id) !== instance) return;
    remove(instance);
    await fallAsleep(instance, within);
    seats.keep(instance);
    instance.kill(actorError("actor/restarting", "The actor went to sleep before the action had ended."));
    watched.witness?.becomes(instance, "asleep");
  };
  const sleepSoon = (instance: Instance): void =>
    void turns.take(instance.id, () => sleep(instance, instance.options.waitUntilTimeout)).catch(() => {});

  const destroy = async (id: string): Promise<void> => {
    const instance = instances.get(id) ?? (await start(id, WAKE_FOR_END).catch((error: unknown) => whyNot(id, error)));
    if (instance === null) return erase(await loadActor(ports, id, run, () => null));
    remove(instance);
    await die(instance, instance.options.waitUntilTimeout);
    instance.kill(actorError("actor/destroyed", "The actor was destroyed."));
    await erase({ id, record: instance.record, fence: [{ key: keys.owner(id), value: run }] });
    for (const follower of seats.clear(id)) follower.destroyed();
  };
  /** For as long as clients may come back, they may ask what became of what they sent. */
  const erase = async (actor: Parameters<typeof eraseActor>[1]): Promise<void> => {
    const { name } = actor.record;
    const sync = definition(name) === null ? null : kinds.of(name).sync;
    const until = sync === null ? null : Math.ceil(timers.now() + sync.clientTtl);
    await eraseActor(storage, actor, until);
    watched.witness?.becomes(actor, "destroyed");
    if (until !== null) alarms.notice(actor.id, until);
  };
  /** An actor that cannot wake can still be destroyed, without its hooks. */
  const whyNot = (id: string, err: unknown): null => {
    if (stopping) throw err;
    if (!isError(err, "actor/not_found")) log.error({ msg: "an actor could not be woken for its end", actorId: id, err });
    return null;
  };
  // A start that hangs would never give its turn away.
  const destroyInTurn = (id: string): Promise<void> =>
    turns.press(id, () => destroy(id), WAKE_FOR_END, () => starting.get(id)?.kill(actorError("actor/destroyed", "The actor was destroyed.")));
  const destroySoon = ({ id, log }: Instance): void =>
    void destroyInTurn(id).catch((error: unknown) => {
      if (!isError(error, "actor/not_found")) log.error({ msg: "the actor could not be destroyed", err: error });
    });

  const actors: Actors = {
    ports,
    names: Object.keys(registry.config.use),
    definition,
    find(name, key) {
      const awake = byKey.get(keys.byKey(name, key));
      return awake === undefined ? findActor(storage, name, key) : Promise.resolve(awake);
    },
    // Whoever comes second finds it made, and runs no hook.
    create: (name, key, request) =>
      turns.take(keys.byKey(name, key), async () => {
        const { definition: found, sync } = kinds.of(name);
        const noticed = (id: string, due: number): void => alarms.notice(id, due);
        const own = (): unknown => client((deliver) => deliver(), () => () => {}, new AbortController().signal);
        return makeActor({ ports, definition: found, sync, name, key, noticed, client: own }, request);
      }),
    wake(id) {
      const awake = instances.get(id);
      if (awake !== undefined) return Promise.resolve(awake);
      return turns.take(id, async () => instances.get(id) ?? (await start(id)));
    },
    awake: (id) => instances.get(id),
    live: () => instances.values(),
    watched,
    async sleep(id) {
      const instance = instances.get(id);
      if (instance !== undefined) await turns.take(id, () => sleep(instance, instance.options.waitUntilTimeout));
    },
    async use(id, task) {
      let instance = await actors.wake(id);
      while (instances.get(id) !== instance) instance = await actors.wake(id);
      const release = instance.activity.begin();
      try {
        return await task(instance);
      } finally {
        release();
      }
    },
    seat: seats.take,
    async unseat(id, follower) {
      if (!seats.has(id, follower.id)) return;
      // A connection that ends wakes the actor that wants to know of it.
      const wanted = definition(follower.actorName)?.config.onDisconnect !== undefined && !stopping;
      try {
        const instance = instances.get(id) ?? (wanted ? await actors.wake(id) : undefined);
        if (instance !== undefined && seats.has(id, follower.id)) {
          seats.leave(id, follower);
          await disconnect(instance, follower);
        }
      } finally {
        // Where the actor could not be woken, it finds the row at its next wake.
        seats.leave(id, follower);
        starting.get(id)?.removeConn(follower.id);
      }
    },
    leave: seats.leave,
    followers: seats.of,
    destroy: destroyInTurn,
    async stop() {
      stopping = true;
      alarms.stop();
      await withTimeout(turns.settled(), WIND_UP, timers, () => "").catch(() => {});
      for (const instance of starting.values()) instance.kill(actorError("actor/restarting", "The actor is restarting."));
      await Promise.allSettled([...instances.values()].map((instance) => turns.take(instance.id, () => sleep(instance, WIND_UP))));
    },
  };
  const alarms = makeAlarms({
    storage,
    timers,
    log,
    async ring(id) {
      const [tombstone, doom] = await storage.get([keys.tombstone(id), keys.doomed(id)]);
      if (tombstone !== undefined) return dropTombstone(storage, id, tombstone, timers.now());
      if (doom !== undefined) return actors.destroy(id);
      return actors.use(id, (instance) => runScheduled(instance, storage));
    },
  });
  return actors;
}
