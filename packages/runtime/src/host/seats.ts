import type { Follower } from "./conn.ts";
import { makeConn } from "./conn.ts";
import type { Instance } from "./instance.ts";
import { ROOT } from "../track/node.ts";

/** A follower that was let in, with its connection's state, kept while the actor sleeps. */
interface Seat {
  readonly follower: Follower;
  state: { readonly value: unknown } | null;
}

/** The places of all followers, which they keep through their actors' sleep. */
export interface Seats {
  take(actorId: string, follower: Follower): void;
  has(actorId: string, connId: string): boolean;
  leave(actorId: string, follower: Follower): void;
  of(actorId: string): readonly Follower[];
  /** Gives an actor that wakes its connections back. */
  restore(instance: Instance): void;
  /** Keeps what an actor that falls asleep knows of its connections. */
  keep(instance: Instance): void;
  /** Takes all places away, and returns who had them. */
  clear(actorId: string): readonly Follower[];
}

export function makeSeats(): Seats {
  const seats = new Map<string, Map<string, Seat>>();
  const of = (actorId: string): readonly Follower[] => [...(seats.get(actorId)?.values() ?? [])].map(({ follower }) => follower);
  return {
    take(actorId, follower) {
      let places = seats.get(actorId);
      if (places === undefined) seats.set(actorId, (places = new Map()));
      places.set(follower.id, { follower, state: null });
    },
    has: (actorId, connId) => seats.get(actorId)?.has(connId) === true,
    leave(actorId, { id }) {
      const places = seats.get(actorId);
      if (places?.delete(id) === true && places.size === 0) seats.delete(actorId);
    },
    of,
    restore(instance) {
      for (const { follower, state } of seats.get(instance.id)?.values() ?? []) {
        instance.restoreConn(makeConn(instance, follower, state));
      }
    },
    keep(instance) {
      for (const seat of seats.get(instance.id)?.values() ?? []) {
        const tree = instance.conns.get(seat.follower.id)?.tree;
        if (tree) seat.state = { value: tree.holder.raw[ROOT] };
      }
    },
    clear(actorId) {
      const left = of(actorId);
      seats.delete(actorId);
      return left;
    },
  };
}
