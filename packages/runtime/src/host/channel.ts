import { actorError, type ErrorData, toErrorData } from "../errors/actor-error.ts";
import { reactionTo } from "../errors/reactions.ts";
import { laneOf } from "../protocol/lane.ts";
import { toJson } from "../value/codec.ts";
import type { Follower, OutgoingEvent } from "./conn.ts";
import type { Frames } from "./frames.ts";
import type { Commit } from "./step-log.ts";

/** What a channel tells of its end. */
export interface ChannelEnds {
  /** The actor is no more: what is known of its clients has to be looked up before the channel can be closed. */
  destroyed(): void;
  /** The channel is closed from this side. */
  gone(): void;
}

export interface ChannelParts {
  readonly ch: number;
  readonly id: string;
  readonly actorName: string;
  /** What the hooks judge by. */
  readonly params: unknown;
  /** What its lane is named by. */
  readonly staticParams: unknown;
  readonly frames: Frames;
  readonly ends: ChannelEnds;
}

const NOTHING: ReadonlySet<string> = new Set();

/**
 * A lane opened on a client's socket: what it says to the client, and nothing about what it does. A class, as it stays in
 * memory for as long as the client has it open, its actor's sleep included.
 */
export class Channel implements Follower {
  readonly ch: number;
  readonly id: string;
  readonly actorName: string;
  readonly lane: string;
  readonly params: unknown;
  readonly lasting: { readonly params: unknown } | undefined;
  version = -1;
  readonly #frames: Frames;
  readonly #ends: ChannelEnds;
  #isOpen = true;
  #listening = NOTHING;

  constructor({ ch, id, actorName, params, staticParams, frames, ends }: ChannelParts) {
    this.ch = ch;
    this.id = id;
    this.actorName = actorName;
    this.lane = laneOf(staticParams);
    this.params = params;
    this.lasting = params === staticParams ? undefined : { params: staticParams };
    this.#frames = frames;
    this.#ends = ends;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  say(message: string): void {
    if (this.#isOpen) this.#frames.say(message);
  }

  commit({ members }: Commit): void {
    if (this.#frames.isBehind()) return this.resync(toErrorData(actorError("sync/slow_consumer", "The client reads too slowly.")));
    this.say(`{"t":"commit","ch":${this.ch},${members}}`);
  }

  event({ name, args, by, nth }: OutgoingEvent, audience: "listeners" | "this"): void {
    if (audience === "listeners" && !this.#listening.has(name)) return;
    const author = by === null ? {} : { by, nth };
    this.say(JSON.stringify({ t: "event", ch: this.ch, name, args: args.map(toJson), ...author }));
  }

  listen(events: readonly string[]): void {
    this.#listening = events.length === 0 ? NOTHING : new Set(events);
  }

  /** `result`: the members of the result's JSON object. */
  result(client: string, action: number, result: string): void {
    this.say(`{"t":"result","ch":${this.ch},"client":"${client}","id":${action}${result === "" ? "" : ","}${result}}`);
  }

  answer(request: number, result: string): void {
    this.say(`{"t":"answer","ch":${this.ch},"req":${request}${result === "" ? "" : ","}${result}}`);
  }

  close(reason: string): void {
    this.refuse(toErrorData(actorError("actor/restarting", reason || "The actor closed the connection.")));
  }

  restart(): void {
    this.resync(toErrorData(actorError("actor/restarting", "The actor is restarting.")));
  }

  destroyed(): void {
    this.#ends.destroyed();
  }

  /** Closes for a reason that the client's next attempt may or may not overcome. */
  refuse(error: ErrorData, actor?: "missing"): void {
    this.#close(JSON.stringify({ t: "closed", ch: this.ch, error: toJson(error), actor }));
  }

  /** Closes because the actor was destroyed. `endings`: the JSON of what it leaves to the client. */
  bury(endings: string | null): void {
    const error = toErrorData(actorError("actor/destroyed", "The actor was destroyed."));
    const left = endings === null ? "" : `,"destroyed":${endings}`;
    this.#close(`{"t":"closed","ch":${this.ch},"error":${JSON.stringify(error)},"actor":"destroyed"${left}}`);
  }

  /** Closes because what the client has may not fit what follows. */
  resync(error: ErrorData): void {
    this.#close(JSON.stringify({ t: "resync", ch: this.ch, error: toJson(error) }));
  }

  /** Closes in the way that the error asks for. */
  fail(error: ErrorData): void {
    if (reactionTo(error.group, error.code) === "resync") this.resync(error);
    else this.refuse(error);
  }

  /** The client closed it. */
  end(): void {
    this.#isOpen = false;
  }

  #close(message: string): void {
    this.say(message);
    this.#isOpen = false;
    this.#ends.gone();
  }
}
