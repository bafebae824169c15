import type { ConnStatus, GetOptions } from "../contract/client.ts";
import { ActorError, actorError } from "../errors/actor-error.ts";
import { ActorConnDisposed } from "../errors/client-errors.ts";
import type { Connection } from "../ports/gateway.ts";
import { backoff } from "../util/backoff.ts";
import { emitter } from "../util/emitter.ts";
import { makeCallQueue } from "./call-queue.ts";
import type { RemoteParts } from "./parts.ts";
import { makeSubscriptions } from "./subscriptions.ts";
import type { RemoteQuery } from "./transport.ts";
import type { RemoteConnection } from "./types.ts";

/** An attempt of which nothing was heard for this long, in milliseconds, has failed. */
const OPEN_WITHIN = 30_000;
/** A connection that held for this long, in milliseconds, was a good one: the next attempt comes soon. */
const STEADY = 5_000;

/** One attempt to connect, and the connection that it became. */
interface Attempt {
  link: Connection | null;
  cancel: () => void;
}

type State =
  | { readonly at: "connecting"; readonly attempt: Attempt }
  | { readonly at: "connected"; readonly attempt: Attempt; readonly link: Connection; readonly since: number }
  | { readonly at: "disconnected"; readonly cancel: () => void }
  /** Not started, or disposed. */
  | { readonly at: "idle" };

/** A connection that comes back by itself until it is disposed of, and hears at once when it may be worth a try. */
export interface LiveConnection extends RemoteConnection {
  hurry(): void;
}

/** Connects. `getParams` is asked at each attempt; `ended` hears when it is disposed of. */
export function makeConnection(
  { transport, timers, random, log, hold }: RemoteParts,
  to: RemoteQuery,
  { params, getParams }: Pick<GetOptions, "params" | "getParams">,
  ended: () => void,
): LiveConnection {
  const opened = emitter<[]>();
  const closed = emitter<[]>();
  const errors = emitter<[ActorError]>();
  const statusChanged = emitter<[ConnStatus]>();
  const calls = makeCallQueue();
  const subscriptions = makeSubscriptions((name, on) => {
    linkOf(state)?.listen(name, on);
    holdOn();
  });
  let state: State = { at: "idle" };
  let query = to;
  let failures = 0;

  const enter = (next: State): void => {
    const { at: before } = state;
    state = next;
    if (before === next.at) return;
    statusChanged.emit(next.at);
    if (next.at === "connected" && state === next) opened.emit();
    if (before === "connected") closed.emit();
  };

  /** From the first attempt on it is idle for one reason only. */
  const isWanted = (): boolean => state.at !== "idle";

  let release: (() => void) | undefined;
  const holdOn = (): void => {
    if (isWanted() && subscriptions.names.length > 0) {
      release ??= hold?.();
      return;
    }
    release?.();
    release = undefined;
  };

  const report = (error: ActorError): void => {
    if (errors.size === 0 && !subscriptions.names.includes("error")) log.warn({ msg: `connection to ${to.name}`, err: error });
    errors.emit(error);
    subscriptions.emit("error", [error]);
  };

  const attempt = (): void => {
    const own: Attempt = { link: null, cancel: timers.after(OPEN_WITHIN, () => {
      own.link?.close("timeout");
      lose(actorError("client/offline", `${to.name} did not answer within ${OPEN_WITHIN} ms.`));
    }) };
    const isCurrent = (): boolean => "attempt" in state && state.attempt === own;

    const lose = (error: ActorError | null): void => {
      if (!isCurrent()) return;
      own.cancel();
      if (state.at === "connected" && timers.now() - state.since >= STEADY) failures = 0;
      const wait = backoff(failures++, (random.bytes(1)[0] ?? 0) / 256);
      const why = error === null ? "." : `: ${error.message}`;
      calls.failSent(actorError("client/connection_lost", `The connection was lost before the action was answered${why}`));
      enter({ at: "disconnected", cancel: timers.after(wait, attempt) });
      if (error !== null && isWanted()) report(error);
    };

    const open = (given: unknown): void => {
      if (!isCurrent()) return;
      const link = transport.connect(query, given, {
        opened() {
          if (!isCurrent()) return;
          own.cancel();
          // An actor that was destroyed since is not made again by those who were connected to it.
          if (query.by === "key") query = { by: "key", name: query.name, key: query.key };
          for (const name of subscriptions.names) link.listen(name, true);
          calls.flush(link);
          enter({ at: "connected", attempt: own, link, since: timers.now() });
        },
        event(name, args) {
          if (isCurrent()) subscriptions.emit(name, args);
        },
        closed: (_reason, error) => lose(error === undefined ? null : toActorError(error)),
      });
      own.link = link;
    };

    enter({ at: "connecting", attempt: own });
    if (getParams === undefined) return open(params);
    Promise.resolve()
      .then(getParams)
      .then(open, (error: unknown) => lose(actorError("client/get_params_failed", `getParams failed: ${String(error)}`)));
  };

  attempt();
  return {
    on: (name, listener) => subscriptions.add(name, listener, false),
    once: (name, listener) => subscriptions.add(name, listener, true),
    onError: (listener) => errors.on(listener),
    onOpen: (listener) => opened.on(listener),
    onClose: (listener) => closed.on(listener),
    onStatusChange: (listener) => statusChanged.on(listener),
    get connStatus() {
      return state.at;
    },
    get isConnected() {
      return state.at === "connected";
    },
    action({ name, args, signal }) {
      if (!isWanted()) return Promise.reject(new ActorConnDisposed());
      return calls.call(name, args, linkOf(state), signal);
    },
    hurry() {
      if (state.at !== "disconnected") return;
      state.cancel();
      attempt();
    },
    dispose() {
      if (!isWanted()) return Promise.resolve();
      const before = state;
      if (before.at === "disconnected") before.cancel();
      if ("attempt" in before) {
        before.attempt.cancel();
      }
      enter({ at: "idle" });
      if ("attempt" in before) before.attempt.link?.close("disposed");
      calls.end(new ActorConnDisposed());
      holdOn();
      ended();
      return Promise.resolve();
    },
  };
}

/** What is connected now. */
function linkOf(state: State): Connection | null {
  return state.at === "connected" ? state.link : null;
}

function toActorError(error: unknown): ActorError {
  return error instanceof ActorError ? error : actorError("client/connection_lost", String(error));
}
