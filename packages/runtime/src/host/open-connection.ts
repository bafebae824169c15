import { ActorError, actorError, fromErrorData } from "../errors/actor-error.ts";
import type { ActionOutcome, ActorQuery, Caller, Connection, ConnectionEvents } from "../ports/gateway.ts";
import { randomUuid } from "../ports/random.ts";
import { Serial } from "../util/serial.ts";
import { act } from "./act.ts";
import type { Actors } from "./actors.ts";
import type { Follower } from "./conn.ts";
import { connect } from "./connect.ts";
import type { Instance } from "./instance.ts";
import { publicError } from "./public-error.ts";
import { useActor } from "./resolve.ts";

/** A connection that lasts until either side ends it, through the actor's sleep. */
export function openConnection(actors: Actors, query: ActorQuery, caller: Caller, events: ConnectionEvents): Connection {
  const { log, random, exposeErrors = false } = actors.ports;
  const { params, request } = caller;
  const listening = new Set<string>();
  const connectionId = randomUuid(random);
  let actorId: string | null = null;
  let actorName = "";
  let isOver = false;
  const report = (error: unknown): void => log.error({ msg: "a connection ended badly", err: error });

  /** `events` is not ours: what it throws must not stop what is let out to others. */
  const tell = (say: () => void): void => {
    try {
      say();
    } catch (error) {
      log.error({ msg: "whoever holds a connection threw", err: error });
    }
  };

  const end = (reason: string, error?: unknown): void => {
    if (isOver) return;
    isOver = true;
    tell(() => (error === undefined ? events.closed(reason) : events.closed(reason, error)));
    queue.run(leave);
  };

  const leave = (): void => {
    if (actorId !== null) actors.unseat(actorId, follower).catch(report);
    actorId = null;
  };

  const fail = (error: unknown): void => {
    const known = error instanceof ActorError ? error : fromErrorData(publicError({ log, exposeErrors }, "connect", error));
    end(known.message, known);
  };
  const queue = new Serial(fail);

  const follower: Follower = {
    id: connectionId,
    get actorName() {
      return actorName;
    },
    params,
    version: -1,
    commit() {},
    event({ name, args }, audience) {
      if (isOver || (audience === "listeners" && !listening.has(name))) return;
      tell(() => events.event(name, args));
    },
    close: (reason) => end(reason),
    restart: () => end("The actor is restarting.", actorError("actor/restarting", "The actor is restarting.")),
    destroyed: () => end("The actor was destroyed.", actorError("actor/destroyed", "The actor was destroyed.")),
  };

  queue.run(() =>
    useActor(actors, query, async (instance) => {
      if (isOver) return;
      actorId = instance.id;
      actorName = instance.record.name;
      actors.seat(actorId, follower);
      await connect(instance, follower, request);
      instance.ledger.after(() => {
        if (!isOver) tell(() => events.opened({ actorId: instance.id, connectionId }));
      });
    }),
  );

  const run = (instance: Instance, name: string, args: readonly unknown[], done: (outcome: ActionOutcome) => void): void => {
    const seat = instance.conns.get(connectionId);
    if (seat === undefined) return done({ how: "threw", error: actorError("actor/restarting", "The actor is restarting.") });
    let isDone = false;
    const finish = (outcome: ActionOutcome): void => {
      if (isDone) return;
      isDone = true;
      stop();
      tell(() => done(outcome));
    };
    const stop = instance.whenOver((error) => finish({ how: "threw", error }));
    const occasion = instance.occasion({ conn: seat.conn, request });
    const within = instance.options.actionTimeout;
    act(instance, { name, args, author: null, occasion, within, isAnswered: true }, (ending) => {
      const outcome: ActionOutcome =
        ending.how === "returned" ? ending : { how: "threw", error: fromErrorData(ending.error) };
      instance.ledger.after(() => finish(outcome));
    });
  };

  return {
    action(name, args, done) {
      queue.run(() => {
        if (isOver || actorId === null) return done({ how: "threw", error: actorError("actor/restarting", "The connection is closed.") });
        const awake = actors.awake(actorId);
        if (awake !== undefined) return run(awake, name, args, done);
        return actors.use(actorId, (instance) => run(instance, name, args, done)).catch((error: unknown) => {
          const known = error instanceof ActorError ? error : fromErrorData(publicError({ log, exposeErrors }, name, error));
          done({ how: "threw", error: known });
        });
      });
    },
    listen(eventName, on) {
      // In order with the actions: what an earlier one broadcasts is not for a later listener.
      queue.run(() => {
        if (on) listening.add(eventName);
        else listening.delete(eventName);
      });
    },
    close: (reason = "") => end(reason),
  };
}
