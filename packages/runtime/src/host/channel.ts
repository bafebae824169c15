import { actorError, type ErrorData, toErrorData } from "../errors/actor-error.ts";
import { reactionTo } from "../errors/catalog.ts";
import { laneOf } from "../protocol/lane.ts";
import { toJson } from "../value/codec.ts";
import type { Follower, OutgoingEvent } from "./conn.ts";
import type { Frames } from "./frames.ts";
import type { Commit } from "./step-log.ts";

export interface ChannelParts {
  readonly ch: number;
  readonly id: string;
  readonly actorName: string;
  /** What the hooks judge by. */
  readonly params: unknown;
  /** What its lane is named by. */
  readonly staticParams: unknown;
  readonly frames: Frames;
  /** The actor is no more: what is known of its clients has to be looked up before the channel can be closed. */
  readonly destroyed: () => void;
  /** The channel is closed from this side; the session forgets it. */
  readonly gone: () => void;
}

export type Channel = ReturnType<typeof makeChannel>;

/** A lane opened on a client's socket: what it says to the client, and nothing about what it does. */
export function makeChannel({ ch, id, actorName, params, staticParams, frames, destroyed, gone }: ChannelParts) {
  let isOpen = true;
  let listening: ReadonlySet<string> = new Set();
  const say = (message: string): void => {
    if (isOpen) frames.say(message);
  };
  const close = (message: string): void => {
    say(message);
    isOpen = false;
    gone();
  };

  const follower: Follower = {
    id,
    actorName,
    params,
    lasting: { params: staticParams },
    version: -1,
    commit(commit: Commit) {
      if (frames.isBehind()) return channel.resync(toErrorData(actorError("sync/slow_consumer", "The client reads too slowly.")));
      say(`{"t":"commit","ch":${ch},${commit.members}}`);
    },
    event({ name, args, by, nth }: OutgoingEvent, audience) {
      if (audience === "listeners" && !listening.has(name)) return;
      const author = by === null ? {} : { by, nth };
      say(JSON.stringify({ t: "event", ch, name, args: args.map(toJson), ...author }));
    },
    close(reason) {
      channel.refuse(toErrorData(actorError("actor/restarting", reason || "The actor closed the connection.")));
    },
    refuse: (error) => channel.refuse(error),
    restart() {
      channel.resync(toErrorData(actorError("actor/restarting", "The actor is restarting.")));
    },
    destroyed,
  };

  const channel = {
    ch,
    lane: laneOf(staticParams),
    follower,
    get isOpen(): boolean {
      return isOpen;
    },
    say,
    listen(events: readonly string[]): void {
      listening = new Set(events);
    },
    /** `result`: the members of the result's JSON object. */
    result(client: string, action: number, result: string): void {
      say(`{"t":"result","ch":${ch},"client":"${client}","id":${action}${result === "" ? "" : ","}${result}}`);
    },
    answer(request: number, result: string): void {
      say(`{"t":"answer","ch":${ch},"req":${request}${result === "" ? "" : ","}${result}}`);
    },
    /** Closes for a reason that the client's next attempt may or may not overcome. */
    refuse(error: ErrorData, actor?: "missing"): void {
      close(JSON.stringify({ t: "closed", ch, error: toJson(error), actor }));
    },
    /** Closes because the actor was destroyed. `endings`: the JSON of what it leaves to the client. */
    bury(endings: string | null): void {
      const error = toErrorData(actorError("actor/destroyed", "The actor was destroyed."));
      const left = endings === null ? "" : `,"destroyed":${endings}`;
      close(`{"t":"closed","ch":${ch},"error":${JSON.stringify(error)},"actor":"destroyed"${left}}`);
    },
    /** Closes because what the client has may not fit what follows. */
    resync(error: ErrorData): void {
      close(JSON.stringify({ t: "resync", ch, error: toJson(error) }));
    },
    /** Closes in the way that the error asks for. */
    fail(error: ErrorData): void {
      if (reactionTo(error.group, error.code) === "resync") channel.resync(error);
      else channel.refuse(error);
    },
    /** The client closed it. */
    end(): void {
      isOpen = false;
    },
  };
  return channel;
}
