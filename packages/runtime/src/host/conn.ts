import type { AnyTypes } from "../contract/bag.ts";
import type { Conn } from "../contract/context.ts";
import { actorError, type ErrorData } from "../errors/actor-error.ts";
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
  /** What may be written down in the place of `params`, where those are not to last. */
  readonly lasting?: { readonly params: unknown } | undefined;
  /** The version up to which it was told everything. */
  version: number;
  /** Where the actor has a view: which sight it was told. */
  sight?: string;
  commit(commit: Commit): void;
  /** Sends an event: a broadcast only where it listens for the name. */
  event(event: OutgoingEvent, audience: "listeners" | "this"): void;
  close(reason: string): void;
  /** It may see nothing any more: why. */
  refuse?(error: ErrorData): void;
  /** The actor starts again: the follower has to come again, too. */
  restart(): void;
  /** The actor is gone for good. */
  destroyed(): void;
  /** The actor goes to sleep. */
  slept?(): void;
  /** The actor is awake again, and knows the follower's connection. */
  woken?(): void;
}

/** A connection that has been let in. Lives as long as its follower, through the actor's sleep. */
export interface HostConn {
  readonly follower: Follower;
  /** What `createConnState` made, tracked; `null` where the actor has no connection state. */
  readonly tree: Tree | null;
  /** How actor code sees it. */
  readonly conn: Conn<AnyTypes>;
}

interface Speaker {
  /** Lets out what the connection is told, in order with everything else. */
  readonly recorder: { emit(deliver: () => void): void };
  /** Numbers the events of the action that runs now. */
  readonly audience: { makeEvent(name: string, args: readonly unknown[]): OutgoingEvent; left(event: OutgoingEvent): void };
}

/** A connection of an actor that is awake. `state`: what `createConnState` made; `null` where there is none. */
export function makeConn(
  { recorder, audience }: Speaker,
  follower: Follower,
  state: { readonly value: unknown } | null,
): HostConn {
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
      const outgoing = audience.makeEvent(eventName, settledArgs(args, eventName));
      recorder.emit(() => {
        audience.left(outgoing);
        follower.event(outgoing, "this");
      });
    },
    disconnect(reason = "") {
      return new Promise((resolve) => {
        recorder.emit(() => {
          follower.close(reason);
          resolve();
        });
      });
    },
  };
  return { follower, tree, conn };
}
