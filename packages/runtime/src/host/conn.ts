import type { AnyTypes } from "../contract/bag.ts";
import type { Conn } from "../contract/context.ts";
import { actorError } from "../errors/actor-error.ts";
import { settledArgs } from "../execution/run.ts";
import { setState } from "../track/edit.ts";
import type { Tree } from "../track/node.ts";
import { makeTree } from "../track/tree.ts";
import { liveState } from "../track/wrap.ts";
import type { Commit } from "./step-log.ts";
import type { Author } from "../protocol/shapes.ts";

/** An event on its way to connections. */
export interface OutgoingEvent {
  readonly name: string;
  readonly args: readonly unknown[];
  readonly by: Author | null;
  readonly nth: number;
}

/** Whoever follows an actor from outside: the actor speaks to it, and never waits for it. */
export interface Follower {
  readonly id: string;
  readonly actorName: string;
  readonly params: unknown;
  /** The version up to which it was told everything. */
  version: number;
  commit(commit: Commit): void;
  /** Sends an event: a broadcast only where it listens for the name. */
  event(event: OutgoingEvent, audience: "listeners" | "this"): void;
  close(reason: string): void;
  /** The actor starts again: the follower has to come again, too. */
  restart(): void;
}

/** A connection that has been let in. Lives as long as its follower, through the actor's sleep. */
export interface HostConn {
  readonly follower: Follower;
  /** What `createConnState` made, tracked; `null` where the actor has no connection state. */
  readonly tree: Tree | null;
  /** How actor code sees it. */
  readonly conn: Conn<AnyTypes>;
}

export interface ConnParts {
  readonly follower: Follower;
  readonly state: { readonly value: unknown } | null;
  /** Lets out what the connection is told, in order with everything else. */
  readonly emit: (deliver: () => void) => void;
  /** Numbers the events of the action that runs now. */
  readonly event: (name: string, args: readonly unknown[]) => OutgoingEvent;
}

export function makeConn({ follower, state, emit, event }: ConnParts): HostConn {
  const tree = state === null ? null : makeTree(state.value);
  const requireTree = (): Tree => {
    if (tree === null) throw actorError("actor/conn_state_not_enabled", "The actor has no connection state. Give it connState or createConnState.");
    return tree;
  };
  const conn: Conn<AnyTypes> = {
    id: follower.id,
    params: follower.params,
    get state(): unknown {
      return liveState(requireTree());
    },
    set state(value: unknown) {
      setState(requireTree(), value);
    },
    send(eventName, ...args) {
      const outgoing = event(eventName, settledArgs(args, eventName));
      emit(() => follower.event(outgoing, "this"));
    },
    disconnect(reason = "") {
      return new Promise((resolve) => {
        emit(() => {
          follower.close(reason);
          resolve();
        });
      });
    },
  };
  return { follower, tree, conn };
}
