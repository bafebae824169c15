import { type ActorError, actorError } from "../errors/actor-error.ts";
import { laneOf } from "../protocol/lane.ts";
import { LIMITS } from "../protocol/limits.ts";
import type { EndingMessage, Opened } from "../protocol/server-messages.ts";
import type { Replica } from "../replica/replica.ts";
import { entriesOf } from "../replica/state.ts";
import { type Emitter, emitter } from "../util/emitter.ts";
import type { Address } from "./address.ts";
import type { GetParams } from "./ask-params.ts";
import { eventOf, frameOf } from "./decode.ts";
import type { ActorEvent, Delivered } from "./delivered.ts";
import { type Lane, type LaneParts, makeLane } from "./lane.ts";
import type { LaneNews } from "./lane-news.ts";
import type { LaneSays } from "./lane-says.ts";
import { requireName } from "./require.ts";
import type { LaneStatus } from "./status.ts";

/** One lane of an actor on this page, shared by all connections with the same params. */
export interface LocalLane {
  readonly name: string;
  readonly params: unknown;
  readonly lane: Lane;
  readonly events: Emitter<[ActorEvent]>;
  /** Why the server refuses this lane, or what it lacks to be opened with; another lane of the actor may be welcome. */
  readonly errors: Emitter<[error: ActorError]>;
  /** Counts the listeners of each event name, and tells the server which are wanted. */
  listen(eventName: string, change: 1 | -1): void;
  users: number;
  /** The newest of those that were given with the lane's params. */
  getParams: GetParams | undefined;
}

export interface LocalLanesParts extends Pick<LaneParts, "session" | "timers" | "random" | "log"> {
  readonly address: Address;
  readonly replica: () => Replica;
  readonly delivered: Delivered;
  readonly opening: (lane: string, params: unknown) => ReturnType<LaneParts["opening"]>;
  readonly opened: (lane: string, message: Opened, said: Parameters<LaneNews["opened"]>[1]) => void;
  readonly destroyed: (left: readonly EndingMessage[]) => void;
  readonly changed: () => void;
}

/** The lanes of one actor on this page, by name. */
export interface LocalLanes {
  get(name: string): LocalLane | undefined;
  paramsOf(name: string): unknown;
  /** Says something on a lane; lost where that is not open. */
  say(name: string, message: LaneSays): void;
  reopen(name: string): void;
  /** The lane with these params, closed where it is new. */
  with(params: unknown): LocalLane;
  /** The same, open or on its way, for somebody who uses it and may bring whom to ask for fresh params. */
  use(params: unknown, getParams?: GetParams): LocalLane;
  /** Nobody uses the lane any more; it stays for as long as its rows wait. */
  release(lane: LocalLane): void;
  /** Opens every lane that is neither open nor on its way. */
  openAll(): void;
  close(): void;
  /** The server itself tells of every change of the base, or is about to. */
  readonly isLive: boolean;
  readonly isUsed: boolean;
  /** The server runs a newer version of the actor than this page has. */
  readonly isOutdated: boolean;
}

export function makeLocalLanes(parts: LocalLanesParts): LocalLanes {
  const { timers, replica } = parts;
  const lanes = new Map<string, LocalLane>();

  const make = (name: string, params: unknown): LocalLane => {
    const counts = new Map<string, number>();
    const events: Emitter<[ActorEvent]> = emitter();
    const errors: Emitter<[ActorError]> = emitter();
    const lane = makeLane({
      ...parts,
      opening: () => parts.opening(name, params),
      getParams: () => local.getParams,
      news: {
        opened: (message, said) => parts.opened(name, message, said),
        frame(steps, heard, results) {
          // All of it is read before any of it has an effect.
          const frame = { type: "frame", ...frameOf(steps, results, name), now: timers.now() } as const;
          const told = heard.map(eventOf);
          replica().take(frame, () => {
            for (const arrived of told) {
              const event = parts.delivered.arriving(arrived, arrived.args);
              if (event !== null) events.emit(event);
            }
          });
        },
        closed: () => replica().take({ type: "closed", lane: name }),
        failed(error, left) {
          if (left !== null) parts.destroyed(left);
          errors.emit(error);
        },
        changed: parts.changed,
      },
    });
    const local: LocalLane = {
      name,
      params,
      lane,
      events,
      errors,
      listen(eventName, change) {
        if (change > 0) {
          requireName("The name of an event", eventName);
          if (!counts.has(eventName) && counts.size >= LIMITS.events) {
            throw actorError("limit/too_many", `${LIMITS.events} events are listened for already.`);
          }
        }
        const count = (counts.get(eventName) ?? 0) + change;
        if (count > 0) counts.set(eventName, count);
        else counts.delete(eventName);
        lane.listen([...counts.keys()]);
      },
      users: 0,
      getParams: undefined,
    };
    return local;
  };

  const isAny = (status: LaneStatus): boolean => [...lanes.values()].some(({ lane }) => lane.status === status);

  const withParams = (params: unknown): LocalLane => {
    const name = laneOf(params);
    let lane = lanes.get(name);
    if (lane === undefined) lanes.set(name, (lane = make(name, params)));
    return lane;
  };

  return {
    get: (name) => lanes.get(name),
    paramsOf: (name) => lanes.get(name)?.params,
    say: (name, message) => lanes.get(name)?.lane.say(message),
    reopen: (name) => lanes.get(name)?.lane.reopen(),
    with: withParams,
    use(params, getParams) {
      const lane = withParams(params);
      lane.getParams = getParams ?? lane.getParams;
      lane.users++;
      lane.lane.open();
      return lane;
    },
    release(lane) {
      lane.users--;
      const isNeeded = lane.users > 0 || entriesOf(replica().state).some(({ row }) => row.lane === lane.name);
      if (isNeeded) return;
      lane.lane.close();
      lanes.delete(lane.name);
      replica().take({ type: "closed", lane: lane.name });
    },
    openAll() {
      // Until the server is another one, one that is outdated stays so.
      for (const { lane } of lanes.values()) if (lane.status !== "outdated") lane.open();
    },
    close() {
      for (const { lane } of lanes.values()) lane.close();
      lanes.clear();
    },
    get isLive() {
      // What a lane sees comes with its opening: no other tab may bring the base further meanwhile.
      return isAny("open") || (parts.address.lane !== undefined && isAny("opening"));
    },
    get isUsed() {
      return [...lanes.values()].some(({ users }) => users > 0);
    },
    get isOutdated() {
      return isAny("outdated");
    },
  };
}
