import type { ActorError } from "../errors/actor-error.ts";
import { ActorConnDisposed } from "../errors/client-errors.ts";
import { entriesOf } from "../replica/state.ts";
import type { Selected } from "../replica/view.ts";
import { type Emitter, emitter } from "../util/emitter.ts";
import { shallowEqual } from "../value/equal.ts";
import type { ActionCall } from "./action-call.ts";
import { callAction, recallAction } from "./call.ts";
import type { LocalActor } from "./local-actor.ts";
import type { LocalLane } from "./local-lanes.ts";
import { makeOutbox } from "./outbox.ts";
import type { Page } from "./page.ts";
import { connStatusOf, type ConnStatus, phaseOf } from "./status.ts";
import type { ActorConnBase, SyncStatus } from "./types.ts";

/** A connection without its actions, which the proxy around it adds. */
export function makeConnection(page: Page, actor: LocalActor, lane: LocalLane): ActorConnBase<unknown> {
  const { replica } = actor;
  const stops = new Set<() => void>();
  const syncChanged: Emitter<[SyncStatus]> = emitter();
  const statusChanged: Emitter<[ConnStatus, before: ConnStatus]> = emitter();
  let isDisposed = false;

  /** Ends with the connection, if it is not ended before. */
  const until = (stop: () => void): (() => void) => {
    const once = (): void => {
      if (stops.delete(once)) stop();
    };
    stops.add(once);
    if (isDisposed) once();
    return once;
  };

  const connStatus = (): ConnStatus => (isDisposed ? "idle" : connStatusOf(lane.lane.status, page.session.status));
  const readSync = (): SyncStatus => {
    const waiting = entriesOf(replica.state).filter(({ row, over }) => row.kind === "action" && over === null);
    return {
      phase: phaseOf(lane.lane.status, page.session.status, replica.view.isKnown),
      pending: waiting.length,
      oldestPendingAt: waiting.reduce<number | null>((oldest, { row }) => Math.min(oldest ?? row.time, row.time), null),
      rejected: actor.rows.box.boxed.length,
      durability: page.durability,
    };
  };
  let sync: SyncStatus | null = null;
  /** What the listeners heard last: somebody who only reads the status must not keep it from them. */
  let told: SyncStatus | null = null;
  let lastStatus = connStatus();
  let isDue = false;
  const currentSync = (): SyncStatus => {
    const next = readSync();
    if (sync === null || !shallowEqual(sync, next)) sync = next;
    return sync;
  };

  /** However much happens in a turn, those who follow the status hear of it once. */
  const tellSoon = (): void => {
    if (isDue) return;
    isDue = true;
    void Promise.resolve().then(() => {
      isDue = false;
      if (isDisposed) return;
      if (syncChanged.size > 0 && currentSync() !== told) {
        told = currentSync();
        syncChanged.emit(told);
      }
      tellStatus();
    });
  };
  const tellStatus = (): void => {
    const [status, before] = [connStatus(), lastStatus];
    lastStatus = status;
    if (status !== before) statusChanged.emit(status, before);
  };
  until(actor.changed.on(tellSoon));
  until(page.changed.on(tellSoon));

  const listen = (eventName: string, listener: (...args: never[]) => void, once: boolean): (() => void) => {
    lane.listen(eventName, 1);
    const stop = until(() => {
      off();
      lane.listen(eventName, -1);
    });
    const off = lane.events.on(({ name, args }) => {
      if (name !== eventName) return;
      if (once) stop();
      Reflect.apply(listener, undefined, args);
    });
    return stop;
  };

  function subscribe(listener: () => void): () => void;
  function subscribe<R>(
    selector: (state: never) => R,
    listener: (value: R | undefined) => void,
    isEqual?: (a: R | undefined, b: R | undefined) => boolean,
  ): () => void;
  function subscribe<R>(
    first: (state: never) => R,
    listener?: (value: R | undefined) => void,
    isEqual?: (a: R | undefined, b: R | undefined) => boolean,
  ): () => void {
    if (listener === undefined) return until(replica.view.subscribe(() => void Reflect.apply(first, undefined, [])));
    const selected = select(first, isEqual);
    selected.subscribe(listener);
    return () => selected.dispose();
  }

  const select = <R>(
    selector: (state: never) => R,
    isEqual: (a: R | undefined, b: R | undefined) => boolean = shallowEqual,
  ): Selected<R> => {
    const selected = replica.view.select(selector, isEqual);
    const dispose = until(() => selected.dispose());
    return {
      get value() {
        return selected.value;
      },
      subscribe: (listener) => selected.subscribe(listener),
      dispose,
    };
  };

  return {
    get state() {
      return replica.view.state;
    },
    subscribe,
    select,
    peek: <R>(selector: (state: never) => R) => replica.view.peek(selector),
    get sync() {
      return currentSync();
    },
    onSyncChange(listener) {
      if (syncChanged.size === 0) told = currentSync();
      return until(syncChanged.on(listener));
    },
    outbox: makeOutbox({
      actor,
      recall(row, params) {
        const own = actor.lane(params);
        try {
          return recallAction(page.parts, actor, own, row);
        } finally {
          actor.release(own);
        }
      },
    }),
    on(eventName, listener) {
      const stop = listen(eventName, listener, false);
      if (eventName !== "error") return stop;
      const stopFailing = until(lane.errors.on((error) => Reflect.apply(listener, undefined, [error])));
      return () => {
        stop();
        stopFailing();
      };
    },
    once: (eventName, listener) => listen(eventName, listener, true),
    onEvent: (listener) => until(lane.events.on(listener)),
    onError: (listener: (error: ActorError) => void) => until(lane.errors.on(listener)),
    get connStatus() {
      return connStatus();
    },
    get isConnected() {
      return connStatus() === "connected";
    },
    onStatusChange: (listener) => until(statusChanged.on(listener)),
    onOpen: (listener) => until(statusChanged.on((status) => status === "connected" && listener())),
    onClose: (listener) => until(statusChanged.on((_status, before) => before === "connected" && listener())),
    get actorId() {
      return actor.actorId;
    },
    action({ name, args }): ActionCall<unknown> {
      if (isDisposed) throw new ActorConnDisposed();
      return callAction(page.parts, actor, lane, name, args);
    },
    retry() {
      if (!isDisposed) lane.lane.retry();
    },
    dispose() {
      if (isDisposed) return Promise.resolve();
      isDisposed = true;
      tellStatus();
      for (const stop of [...stops]) stop();
      actor.release(lane);
      page.drop(actor);
      return Promise.resolve();
    },
  };
}
