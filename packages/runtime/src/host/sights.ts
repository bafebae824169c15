import { type ErrorData, fromErrorData } from "../errors/actor-error.ts";
import { diff } from "../track/diff.ts";
import { ROOT, type Tree } from "../track/node.ts";
import type { Patch } from "../track/patch.ts";
import { snapshotState } from "../track/snapshot.ts";
import { encode } from "../value/codec.ts";
import type { HostConn } from "./conn.ts";
import { type Commit, encodeCommit } from "./step-log.ts";
import type { Given, SyncFunctions } from "./sync-functions.ts";
import { makeTail, type Tail } from "./tail.ts";

/** Who sees the same: the connections of one audience, or those with equal params and an equal state. */
interface Group {
  readonly key: string;
  /** `null` where nobody says whom connections belong to. */
  readonly audience: string | null;
}

/** What a group sees. */
interface Sight extends Group {
  /** Names it to clients: the last part of their cursors. */
  readonly token: string;
  /** What is seen, as of the last commit; `null` until somebody has looked. */
  seen: { readonly value: unknown } | null;
  /** The same as JSON, once somebody has asked. */
  text: string | null;
  /** What its followers were told last, for those that come back. */
  readonly tail: Tail;
  readonly followers: Set<HostConn>;
}

/** How a connection catches up on what it sees. */
export interface Sighted {
  readonly token: string;
  /** What was said since a version to those who see the same; `null` where that is not known any more. */
  since(version: number): string | null;
  /** The JSON of all it sees. */
  text(): string;
}

/** What the connections of one actor see of its state, while it is awake. */
export interface Sights {
  /** From now on a connection follows. Throws what its client is told where it may see nothing. */
  open(conn: HostConn): Sighted;
  /** A connection that followed before the actor slept goes on where it was. */
  restore(conn: HostConn): void;
  close(conn: HostConn): void;
  /** The connection's own state has changed. */
  touch(conn: HostConn): void;
  /** The own state of somebody who follows has changed since the last commit. */
  readonly isTouched: boolean;
  /** Looks at the state as of a commit; what it returns tells everybody of it. */
  look(commit: Commit): () => void;
}

export interface SightsParts {
  readonly tree: Tree;
  readonly functions: SyncFunctions;
  /** Draws a name for a sight, as the last part of a cursor. */
  readonly newToken: () => string;
}

/** So many sights that nobody has are kept until the state changes, for those that come back. */
const IDLE = 32;

export function makeSights({ tree, functions, newToken }: SightsParts): Sights {
  const sights = new Map<string, Sight>();
  const sightOf = new Map<HostConn, Sight>();
  const touched = new Set<HostConn>();
  /** Sights that nobody has, the oldest first. */
  const idle = new Set<Sight>();
  /** The state as of the last commit; there is none while nobody looks. */
  let last: unknown;

  const groupOf = (conn: HostConn): Given<Group> => {
    const named = functions.audience(conn);
    if (!named.ok) return named;
    const audience = named.value;
    // Not by a hash: who could make two of them equal would see what another sees.
    const key = audience === null ? encode([conn.follower.params, conn.tree?.holder.raw[ROOT]]) : `audience ${audience}`;
    return { ok: true, value: { key, audience } };
  };

  const leave = (conn: HostConn): void => {
    touched.delete(conn);
    const sight = sightOf.get(conn);
    sightOf.delete(conn);
    sight?.followers.delete(conn);
    if (sight?.followers.size !== 0) return;
    idle.add(sight);
    const [oldest] = idle;
    if (idle.size > IDLE && oldest !== undefined) forget(oldest);
  };
  const forget = (sight: Sight): void => {
    sights.delete(sight.key);
    idle.delete(sight);
  };
  /** Puts a connection among those who see the same. */
  const join = (conn: HostConn, group: Group, token?: string): Sight => {
    let sight = sights.get(group.key);
    if (sight === undefined) {
      sight = { ...group, token: token ?? newToken(), seen: null, text: null, tail: makeTail(), followers: new Set() };
      sights.set(sight.key, sight);
    }
    idle.delete(sight);
    sight.followers.add(conn);
    sightOf.set(conn, sight);
    conn.follower.sight = sight.token;
    return sight;
  };

  /** Lets somebody look at the state as it is. */
  const follow = (conn: HostConn, token?: string): Sight => {
    last = snapshotState(tree);
    const sight = join(conn, required(groupOf(conn)), token);
    if (sight.seen !== null) return sight;
    const seen = functions.view(last, conn, sight.audience);
    if (seen.ok) sight.seen = seen;
    else dissolve(sight);
    required(seen);
    return sight;
  };
  const dissolve = (sight: Sight): readonly HostConn[] => {
    const followers = [...sight.followers];
    followers.forEach(leave);
    forget(sight);
    return followers;
  };

  /** Puts everybody whose own state has changed where they belong now; tells what those saw before who see something else. */
  const regroup = (refuse: (conn: HostConn, error: ErrorData) => void): ReadonlyMap<HostConn, unknown> => {
    const moved = new Map<HostConn, unknown>();
    for (const conn of [...touched]) {
      const before = sightOf.get(conn);
      const group = groupOf(conn);
      if (!group.ok) {
        leave(conn);
        refuse(conn, group.error);
      } else if (group.value.key !== before?.key) {
        moved.set(conn, before?.seen?.value);
        leave(conn);
        join(conn, group.value);
      }
    }
    touched.clear();
    return moved;
  };

  /** What a sight has become; the patch to it is none where nobody has seen it before, or the view fails. */
  const renew = (sight: Sight, by: HostConn): Given<Patch> => {
    const seen = functions.view(last, by, sight.audience);
    if (!seen.ok) return seen;
    const patch = sight.seen === null ? [] : diff(sight.seen.value, seen.value);
    if (patch.length > 0) sight.text = null;
    sight.seen = seen;
    return { ok: true, value: patch };
  };

  return {
    open(conn) {
      const sight = follow(conn);
      return {
        token: sight.token,
        since: sight.tail.since,
        text: () => (sight.text ??= encode(sight.seen?.value)),
      };
    },
    restore(conn) {
      if (conn.follower.sight === undefined) return;
      try {
        follow(conn, conn.follower.sight);
      } catch {
        // It comes again, and hears why.
        void Promise.resolve().then(() => conn.follower.restart());
      }
    },
    close: leave,
    touch(conn) {
      if (sightOf.has(conn)) touched.add(conn);
    },
    get isTouched() {
      return touched.size > 0;
    },
    look({ from, to, by, done }) {
      if (sights.size === 0) return () => {};
      const before = last;
      last = snapshotState(tree);
      const told: (readonly [HostConn, Commit])[] = [];
      const refused: (readonly [HostConn, ErrorData])[] = [];
      const moved = regroup((conn, error) => void refused.push([conn, error]));
      const says = (patch: Patch, token?: string): Commit => encodeCommit(from, patch, by, done, token);
      const nothing = says([]);

      for (const sight of [...sights.values()]) {
        const [any] = sight.followers;
        if (any === undefined && last !== before) {
          forget(sight);
          continue;
        }
        const isNew = sight.seen === null;
        const patch: Given<Patch> = any === undefined || (last === before && !isNew) ? { ok: true, value: [] } : renew(sight, any);
        if (!patch.ok) {
          for (const conn of dissolve(sight)) refused.push([conn, patch.error]);
          continue;
        }
        const shared = patch.value.length === 0 ? nothing : says(patch.value);
        if (!isNew) sight.tail.add(shared);
        for (const conn of sight.followers) {
          told.push([conn, moved.has(conn) ? says(diff(moved.get(conn), sight.seen?.value), sight.token) : shared]);
        }
      }
      return () => {
        for (const [{ follower }, commit] of told) {
          if (follower.version !== from) continue;
          follower.version = to;
          follower.commit(commit);
        }
        for (const [{ follower }, error] of refused) follower.refuse?.(error);
      };
    },
  };
}

function required<T>(given: Given<T>): T {
  if (given.ok) return given.value;
  throw fromErrorData(given.error);
}
