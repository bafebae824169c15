import type { AnyTypes } from "../contract/bag.ts";
import type { Conn } from "../contract/context.ts";
import { settledArgs } from "../execution/run.ts";
import type { Author } from "../protocol/shapes.ts";
import type { Follower, HostConn, OutgoingEvent } from "./conn.ts";
import type { Commit } from "./step-log.ts";

/** The connections of one actor that is awake, and the events they are told. */
export interface Audience {
  readonly conns: ReadonlyMap<string, HostConn>;
  /** How actor code sees them. */
  readonly seen: ReadonlyMap<string, Conn<AnyTypes>>;
  add(conn: HostConn): void;
  remove(connId: string): void;
  /** From now on events are counted as this action's. */
  countEvents(by: Author | null): void;
  /** An event numbered among those of its name. */
  makeEvent(name: string, args: readonly unknown[]): OutgoingEvent;
  /** Sends an event to whoever is connected now and listens for its name. */
  broadcast(name: string, args: readonly unknown[]): void;
  /** An event leaves, to all or to one. */
  left(event: OutgoingEvent): void;
  /** Tells whoever follows the state. */
  tell(commit: Commit): void;
}

/** `emit`: lets out what connections are told, in order with everything else. `left` hears of each event that leaves. */
export function makeAudience(emit: (deliver: () => void) => void, left: (event: OutgoingEvent) => void): Audience {
  const conns = new Map<string, HostConn>();
  const seen = new Map<string, Conn<AnyTypes>>();
  /** Whose events are counted now, and how many of each name there were. */
  let by: Author | null = null;
  let counts: Map<string, number> | null = null;

  const makeEvent = (name: string, args: readonly unknown[]): OutgoingEvent => {
    counts ??= new Map();
    const nth = counts.get(name) ?? 0;
    counts.set(name, nth + 1);
    return { name, args, by, nth };
  };

  return {
    conns,
    seen,
    add(conn) {
      conns.set(conn.follower.id, conn);
      seen.set(conn.follower.id, conn.conn);
    },
    remove(connId) {
      conns.delete(connId);
      seen.delete(connId);
    },
    countEvents(author) {
      by = author;
      counts = null;
    },
    makeEvent,
    left,
    broadcast(name, args) {
      const event = makeEvent(name, settledArgs(args, name));
      const present: Follower[] = [];
      for (const { follower } of conns.values()) present.push(follower);
      emit(() => {
        left(event);
        for (const follower of present) follower.event(event, "listeners");
      });
    },
    tell(commit) {
      for (const { follower } of conns.values()) {
        if (follower.version !== commit.from) continue;
        follower.version = commit.to;
        follower.commit(commit);
      }
    },
  };
}
