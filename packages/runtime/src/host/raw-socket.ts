import { actorError } from "../errors/actor-error.ts";
import type { ActorQuery, Caller, RawSocket } from "../ports/gateway.ts";
import { Serial } from "../util/serial.ts";
import { ActorSocket } from "./actor-socket.ts";
import type { Actors } from "./actors.ts";
import type { Follower } from "./conn.ts";
import { connect } from "./connect.ts";
import type { Instance } from "./instance.ts";
import { useActor } from "./resolve.ts";

/** Close codes of RFC 6455: the server goes away, failed, or starts again. */
const GOING_AWAY = 1001;
const FAILED = 1011;
const RESTARTING = 1012;

/**
 * Lets a raw WebSocket in and runs `onWebSocket`. It keeps the actor awake, unless `canHibernateWebSocket` allows it to
 * sleep: then the handler runs again at each wake, to attach its listeners again. Resolves to the actor's end.
 */
export function openRawSocket(actors: Actors, query: ActorQuery, caller: Caller, peer: RawSocket): Promise<RawSocket> {
  return useActor(actors, query, async (instance) => {
    const { definition, log } = instance;
    if (definition.config.onWebSocket === undefined) {
      throw actorError("handler/websocket_not_defined", "The actor speaks over no WebSockets. Give it onWebSocket.");
    }
    const request = caller.request ?? new Request("http://actor/");
    const hibernates = mayHibernate(instance, request);
    const actorId = instance.id;
    let socket: ActorSocket | null = null;
    let release = (): void => {};
    let isOver = false;

    /** Says that it is over to both ends. `code` as the actor's end hears it. */
    const finish = (code: number, reason: string, leave: () => void): void => {
      if (isOver) return;
      isOver = true;
      queue.run(() => {
        socket?.closed(code, reason);
        leave();
        release();
      });
    };
    const unseat = (): void => {
      actors.unseat(actorId, follower).catch((error: unknown) => log.error({ msg: "a WebSocket ended badly", err: error }));
    };
    const hangUp = (code: number, reason: string, leave = unseat): void => {
      if (!isOver) peer.close(code, reason);
      finish(code, reason, leave);
    };
    const queue = new Serial((error) => {
      log.error({ msg: "a WebSocket failed", err: error });
      hangUp(FAILED, "The actor failed.");
    });

    const attach = (awake: Instance): ActorSocket => {
      const { recorder } = awake;
      const report = (error: unknown): void => awake.log.error({ msg: "a listener of a WebSocket threw", err: error });
      const own = new ActorSocket(
        request.url,
        {
          message: (data, left) =>
            recorder.emit(() => {
              left();
              if (!isOver) peer.message(data);
            }),
          close: (code, reason) => recorder.emit(() => hangUp(code, reason)),
        },
        report,
      );
      socket = own;
      const conn = awake.conns.get(follower.id)?.conn;
      awake.hooks.webSocket(awake.context({ conn, request }), own).catch((error: unknown) => {
        awake.log.error({ msg: "onWebSocket threw", err: error });
        hangUp(FAILED, "The actor failed.");
      });
      return own;
    };

    const follower: Follower = {
      id: instance.newConnId(),
      actorName: instance.record.name,
      params: caller.params,
      version: -1,
      commit() {},
      event() {},
      close: (reason) => hangUp(1000, reason),
      restart: () => hangUp(RESTARTING, "actor.restarting"),
      destroyed: () => hangUp(GOING_AWAY, "actor.destroyed"),
      ...(hibernates
        ? { woken: () => withAwake(actors, actorId, attach) }
        : { slept: () => hangUp(GOING_AWAY, "actor.sleeping", () => actors.leave(actorId, follower)) }),
    };

    actors.seat(actorId, follower);
    try {
      await connect(instance, follower, request);
    } catch (error) {
      actors.leave(actorId, follower);
      throw error;
    }
    if (!hibernates) release = instance.activity.begin();
    const first = attach(instance);
    // Listeners are attached by now: the handler has returned, or awaits something.
    first.opened();

    return {
      message(data) {
        queue.run(() => {
          if (isOver) return;
          const awake = actors.awake(actorId);
          if (awake !== undefined) return hear(awake, data);
          return actors.use(actorId, (woken) => hear(woken, data));
        });
      },
      close: (code, reason) => finish(code, reason, unseat),
    };

    function hear(awake: Instance, data: string | Uint8Array): void {
      awake.activity.note();
      socket?.receive(data);
    }
  });
}

function withAwake(actors: Actors, actorId: string, attach: (instance: Instance) => unknown): void {
  const awake = actors.awake(actorId);
  if (awake !== undefined) attach(awake);
}

function mayHibernate({ options, log }: Instance, request: Request): boolean {
  const { canHibernateWebSocket } = options;
  if (typeof canHibernateWebSocket === "boolean") return canHibernateWebSocket;
  try {
    return canHibernateWebSocket(request);
  } catch (error) {
    log.error({ msg: "canHibernateWebSocket threw", err: error });
    return false;
  }
}
