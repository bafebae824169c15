import type { ActorError } from "../errors/actor-error.ts";
import { ActorConnDisposed } from "../errors/client-errors.ts";
import { entriesOf } from "../replica/state.ts";
import type { Selected } from "../replica/view.ts";
import { type Emitter, emitter } from "../util/emitter.ts";
import { shallowEqual } from "../value/equal.ts";
import type { ActionCall } from "./action-call.ts";
import { callAction } from "./call.ts";
import type { LocalActor } from "./local-actor.ts";
import type { LocalLane } from "./local-lanes.ts";
import { oncePerTurn } from "./once-per-turn.ts";
import { makeOutbox } from "./outbox.ts";
import type { Pages } from "./pages.ts";
import { connStatusOf, type ConnStatus, phaseOf } from "./status.ts";
import type { ActorConnBase, SyncStatus } from "./types.ts";

/** Where a connection is: on the page of the moment. */
export interface Place {
  readonly actor: LocalActor;
  readonly lane: LocalLane;
}

/**
 * A connection without its actions, which the proxy around it adds. `find` gives its place, and another one when
 * everything was forgotten.
 */
export function makeConnection(pages: Pages, find: () => Place): ActorConnBase<unknown> {
  let { actor, lane } = find();
  const stops = new Set<() => void>();
  const moves = new Set<() => void>();
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

  /** Follows something that has its place on the page, wherever that is. */
  const follow = (attach: (isMove: boolean) => () => void): (() => void) => {
    let stop = attach(false);
    const move = (): void => {
      stop();
      stop = attach(true);
    };
    moves.add(move);
    return until(() => {
      moves.delete(move);
      stop();
    });
  };

  const connStatus = (): ConnStatus => (isDisposed ? "idle" : connStatusOf(lane.lane.status, pages.current.session.status));
  const readSync = (): SyncStatus => {
    const waiting = entriesOf(actor.replica.state).filter(({ row, over }) => row.kind === "action" && over === null);
    return {
      phase: phaseOf(lane.lane.status, pages.current.session.status, actor.replica.view.isKnown),
      pending: waiting.length,
      oldestPendingAt: waiting.reduce<number | null>((oldest, { row }) => Math.min(oldest ?? row.time, row.time), null),
      error: lane.lane.status === "open" ? null : (pages.current.session.error ?? lane.lane.error),
      rejected: actor.rows.box.boxed.length,
      durability: pages.current.storage.durability,
      evicted: pages.current.storage.isEvicted,
    };
  };
  let sync: SyncStatus | null = null;
  /** What the listeners heard last: somebody who only reads the status must not keep it from them. */
  let told: SyncStatus | null = null;
  let lastStatus = connStatus();
  const currentSync = (): SyncStatus => {
    const next = readSync();
    if (sync === null || !shallowEqual(sync, next)) sync = next;
    return sync;
  };

  /** However much happens in a turn, those who follow the status hear of it once. */
  const tellSoon = oncePerTurn(() => {
    if (isDisposed) return;
    if (syncChanged.size > 0 && currentSync() !== told) {
      told = currentSync();
      syncChanged.emit(told);
    }
    tellStatus();
  });
  const tellStatus = (): void => {
    const [status, before] = [connStatus(), lastStatus];
    lastStatus = status;
    if (status !== before) statusChanged.emit(status, before);
  };
  follow(() => actor.changed.on(tellSoon));
  follow(() => pages.current.changed.on(tellSoon));
  until(
    pages.renewed.on(() => {
      ({ actor, lane } = find());
      for (const move of [...moves]) move();
      tellSoon();
    }),
  );

  const listen = (eventName: string, listener: (...args: never[]) => void, once: boolean): (() => void) => {
    const stop = follow(() => {
      const own = lane;
      own.listen(eventName, 1);
      const off = own.events.on(({ name, args }) => {
        if (name !== eventName) return;
        if (once) stop();
        Reflect.apply(listener, undefined, args);
      });
      return () => {
        off();
        own.listen(eventName, -1);
      };
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
    if (listener === undefined) {
      const changed = (): void => void Reflect.apply(first, undefined, []);
      return follow((isMove) => {
        if (isMove) changed();
        return actor.replica.view.subscribe(changed);
      });
    }
    const selected = select(first, isEqual);
    selected.subscribe(listener);
    return () => selected.dispose();
  }

  const select = <R>(
    selector: (state: never) => R,
    isEqual: (a: R | undefined, b: R | undefined) => boolean = shallowEqual,
  ): Selected<R> => {
    const changed: Emitter<[R | undefined]> = emitter();
    let selected: Selected<R> | null = null;
    const dispose = follow(() => {
      const before = selected?.value;
      const now = actor.replica.view.select(selector, isEqual);
      selected = now;
      now.subscribe(changed.emit);
      if (!isEqual(before, now.value)) changed.emit(now.value);
      return () => now.dispose();
    });
    return {
      get value() {
        return selected?.value;
      },
      subscribe: (listener) => changed.on(listener),
      dispose,
    };
  };

  return {
    get state() {
      return actor.replica.view.state;
    },
    subscribe,
    select,
    peek: <R>(selector: (state: never) => R) => actor.replica.view.peek(selector),
    get sync() {
      return currentSync();
    },
    onSyncChange(listener) {
      if (syncChanged.size === 0) told = currentSync();
      return until(syncChanged.on(listener));
    },
    outbox: makeOutbox(() => pages.current.parts, () => actor),
    on(eventName, listener) {
      const stop = listen(eventName, listener, false);
      if (eventName !== "error") return stop;
      const stopFailing = follow(() => lane.errors.on((error) => Reflect.apply(listener, undefined, [error])));
      return () => {
        stop();
        stopFailing();
      };
    },
    once: (eventName, listener) => listen(eventName, listener, true),
    onEvent: (listener) => follow(() => lane.events.on(listener)),
    onError: (listener: (error: ActorError) => void) => follow(() => lane.errors.on(listener)),
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
      return callAction(pages.current.parts, actor, lane, name, args);
    },
    retry() {
      if (!isDisposed) lane.lane.retry();
    },
    dispose() {
      if (isDisposed) return Promise.resolve();
      isDisposed = true;
      tellStatus();
      for (const stop of [...stops]) stop();
      actor.lanes.release(lane);
      pages.current.drop(actor);
      return Promise.resolve();
    },
  };
}
