import type { AnyTypes } from "../contract/bag.ts";
import type { SeenConn, SeenContext, ViewContext } from "../contract/context.ts";
import type { CompleteSync } from "../definition/options.ts";
import { actorError, type ErrorData, toErrorData } from "../errors/actor-error.ts";
import { isThenable } from "../execution/run.ts";
import type { Logger } from "../ports/logger.ts";
import { unwrap } from "../track/node.ts";
import { snapshotState } from "../track/snapshot.ts";
import { copy, isDeeper, MAX_DEPTH } from "../value/copy.ts";
import { describe } from "../value/kind.ts";
import type { HostConn } from "./conn.ts";
import { publicError } from "./public-error.ts";

/** Of what a view gives, that which stands no deeper than this is taken over without a look at how deep it goes itself. */
const SHALLOW = 5;

/** What a function of `sync` gave; what it threw, as its connection may know it. */
export type Given<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: ErrorData };

/** The functions of a definition's `sync`, each called as it may be: what they give is storable, and nobody can write to it. */
export interface SyncFunctions {
  /** What `view` gives of a snapshot. `conn`: one of those who look; `audience`: what they have in common, where it was asked. */
  view(snapshot: unknown, conn: HostConn, audience: string | null): Given<unknown>;
  /** Names whom a connection belongs to; `null` where nobody says. */
  audience(conn: HostConn): Given<string | null>;
  /** What predictions find as their connection's state; `null` where they find none. */
  self(conn: HostConn): Given<{ readonly value: unknown } | null>;
}

export interface SyncFunctionsParts {
  readonly actor: { readonly id: string; readonly name: string; readonly key: readonly string[] };
  readonly sync: CompleteSync;
  readonly log: Logger;
  readonly exposeErrors: boolean;
  /** The snapshots that may be taken over as they are. */
  readonly made: WeakSet<object>;
}

export function makeSyncFunctions({ actor, sync, log, exposeErrors, made }: SyncFunctionsParts): SyncFunctions {
  const isMade = (value: object, depth: number): boolean => made.has(value) && (depth <= SHALLOW || !isDeeper(value, MAX_DEPTH - depth));
  const settled = (name: string, value: unknown): unknown => {
    if (isThenable(value)) throw actorError("definition/invalid", `${name} gave a promise, and has to give the value itself.`);
    return copy(value, { name: `${name}()`, unwrap, finite: true, keep: isMade });
  };

  /** What is thrown on purpose is for the client; everything else is for the log. */
  const attempt = <T>(name: string, body: () => T): Given<T> => {
    try {
      return { ok: true, value: body() };
    } catch (error) {
      const known = publicError({ log, exposeErrors }, name, error);
      if (known.group === "user" || known.group === "auth") return { ok: false, error: known };
      if (known.group !== "internal") log.error({ msg: `${name} failed: its connections are closed`, err: error });
      const { message } = exposeErrors && error instanceof Error ? error : { message: "It could not be told what this connection may see." };
      return { ok: false, error: toErrorData(actorError("sync/view_failed", message)) };
    }
  };

  const contextOf = (conn: SeenConn<AnyTypes>): SeenContext<AnyTypes> => {
    return { name: actor.name, key: [...actor.key], actorId: actor.id, log, conn };
  };

  return {
    view: (snapshot, { tree, follower }, audience) =>
      attempt("sync.view", () => {
        const conn = new Seen({ tree, follower }, made);
        const context: ViewContext<AnyTypes> = { ...contextOf(conn), audience: audience ?? "" };
        if (audience !== null) Object.defineProperty(context, "conn", { get: refuseConn });
        return settled("sync.view", sync.view?.(context, snapshot));
      }),
    audience: (conn) =>
      attempt("sync.audience", () => {
        if (sync.audience === undefined) return null;
        const name: unknown = sync.audience(contextOf(new Seen(conn, made)));
        if (typeof name !== "string") throw actorError("definition/invalid", `sync.audience gave ${describe(name)}, and has to give a string.`);
        return name;
      }),
    self: (conn) =>
      attempt("sync.self", () => {
        if (sync.self === undefined) return null;
        const seen = new Seen(conn, made);
        return { value: settled("sync.self", sync.self(contextOf(seen), seen)) };
      }),
  };
}

function refuseConn(): never {
  throw actorError("definition/invalid", "sync.view reads c.conn, and what sync.audience lets several share may not depend on one of them. Use c.audience.");
}

/** A connection as those see it who say what it may see. */
class Seen implements SeenConn<AnyTypes> {
  readonly #conn: Pick<HostConn, "tree" | "follower">;
  readonly #made: WeakSet<object>;
  #params: { readonly value: unknown } | null = null;

  constructor(conn: Pick<HostConn, "tree" | "follower">, made: WeakSet<object>) {
    this.#conn = conn;
    this.#made = made;
  }
  get params(): unknown {
    this.#params ??= { value: copy(this.#conn.follower.params, { name: "params" }) };
    return this.#params.value;
  }
  get state(): unknown {
    const { tree } = this.#conn;
    if (tree === null) throw actorError("actor/conn_state_not_enabled", "The actor has no connection state. Give it connState or createConnState.");
    tree.made ??= this.#made;
    return snapshotState(tree);
  }
}
