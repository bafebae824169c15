import { actorError, ActorError, toErrorData } from "../errors/actor-error.ts";
import { randomId } from "../ports/random.ts";
import type { Socket, SocketEvents } from "../ports/socket.ts";
import type { ClientMessage } from "../protocol/client-messages.ts";
import { readClientFrame } from "../protocol/client-frame.ts";
import { LIMITS, SERVER_LIMITS } from "../protocol/limits.ts";
import { OLDEST_PROTOCOL, PROTOCOL, UNSUPPORTED } from "../protocol/version.ts";
import { unreachable } from "../util/assert.ts";
import { forgetClient } from "./forget.ts";
import { Frames } from "./frames.ts";
import type { Host } from "./host.ts";
import { HostLane, type LaneHome, type LaneMessage } from "./lane.ts";
import type { Limiter } from "./limiter.ts";
import type { Holder, Shown } from "./shown.ts";

/** WebSocket close codes: the peer broke the protocol; the server is going away. */
const PROTOCOL_ERROR = 1002;
const POLICY = 1008;
const TRY_AGAIN = 1013;

/** Whoever has not said hello by then, in milliseconds, is no client. */
const HELLO_WITHIN = 30_000;

export interface Session extends SocketEvents {
  /** Ends it from this side, with a reason that makes the client come again. */
  close(code: number, reason: string): void;
}

/** One connection of a client: its clients, its channels, and its manners. `limit`: what it may ask for. */
export function openSession(host: Host, shown: Shown, socket: Socket, limit: Limiter = () => null): Session {
  return new SyncSession(host, shown, socket, limit);
}

/** A class, as every client has one for as long as it is connected. */
class SyncSession implements Session, Holder, LaneHome {
  readonly host: Host;
  readonly frames: Frames;
  readonly #shown: Shown;
  readonly #socket: Socket;
  readonly #limit: Limiter;
  #lanes: Map<number, HostLane> | null = null;
  #phase: "new" | "ready" | "closed" = "new";
  #clients = 0;
  #protocol: number = OLDEST_PROTOCOL;
  /** The end of the row of secrets being checked. */
  #showing: Promise<unknown> | null = null;
  #stopWaiting: (() => void) | null;

  constructor(host: Host, shown: Shown, socket: Socket, limit: Limiter) {
    this.host = host;
    this.frames = new Frames(socket, () => this.close(POLICY, "sync.slow_consumer"));
    this.#shown = shown;
    this.#socket = socket;
    this.#limit = limit;
    this.#stopWaiting = host.ports.timers.after(HELLO_WITHIN, () => this.close(POLICY, "protocol.silent"));
  }

  frame(frame: string | null): void {
    if (this.#phase === "closed") return;
    try {
      if (frame === null) throw actorError("protocol/malformed", "A frame is text.");
      for (const message of readClientFrame(frame)) {
        this.#take(message);
        if (this.#isClosed()) return;
      }
    } catch (error) {
      const known = error instanceof ActorError ? error : actorError("protocol/malformed", "The message is not valid.");
      this.host.ports.log.warn({ msg: "a client broke the protocol", err: error });
      this.close(known.group === "limit" ? POLICY : PROTOCOL_ERROR, `${known.group}.${known.code}`);
    }
  }

  close(code: number, reason: string): void {
    if (this.#phase === "closed") return;
    this.frames.flush();
    this.closed();
    this.#socket.close(code, reason);
  }

  closed(): void {
    this.#phase = "closed";
    this.#stopWaiting?.();
    this.#shown.release(this);
    const lanes = [...(this.#lanes?.values() ?? [])];
    this.#lanes = null;
    for (const lane of lanes) lane.end();
  }

  holds(client: string): boolean {
    return this.#shown.isHeldBy(client, this);
  }

  keep(client: string): void {
    this.#shown.keep(client);
  }

  lost(client: string): void {
    this.frames.say(JSON.stringify({ t: "unshown", client }));
  }

  showing(): Promise<unknown> | null {
    return this.#showing;
  }

  mayHearOfEnds(): boolean {
    return this.#protocol >= 2;
  }

  gone(lane: HostLane): void {
    if (this.#lanes?.get(lane.ch) === lane) this.#lanes.delete(lane.ch);
  }

  #isClosed(): boolean {
    return this.#phase === "closed";
  }

  #take(message: ClientMessage): void {
    if (this.#phase === "new" && message.t !== "hello") throw actorError("protocol/malformed", "The first message is hello.");
    switch (message.t) {
      case "hello":
        if (this.#phase !== "new") throw actorError("protocol/malformed", "There is one hello.");
        return this.#hello(message);
      case "open":
        return this.#open(message);
      case "push":
      case "void":
      case "read":
      case "observed":
      case "listen":
        return this.#speak(message);
      case "close":
        this.#lanes?.get(message.ch)?.end();
        this.#lanes?.delete(message.ch);
        return;
      case "show":
        return this.#show(message.client, message.secret);
      case "retire":
        this.#retire(message.client).catch((error: unknown) => {
          this.host.ports.log.warn({ msg: "a client could not be retired", err: error });
        });
        return;
      case "ping":
        return this.frames.say('{"t":"pong"}');
      default:
        return unreachable(message, "a client's message");
    }
  }

  #hello({ protocol: [oldest, newest], clients }: Extract<ClientMessage, { t: "hello" }>): void {
    if (newest < OLDEST_PROTOCOL) return this.close(POLICY, UNSUPPORTED);
    // The deploy that brought it has not come here yet.
    if (oldest > PROTOCOL) return this.close(TRY_AGAIN, "actor.restarting");
    this.#phase = "ready";
    this.#stopWaiting?.();
    this.#stopWaiting = null;
    for (const [client, secret] of clients) this.#show(client, secret);
    this.#protocol = Math.min(newest, PROTOCOL);
    this.frames.say(JSON.stringify({ t: "welcome", protocol: this.#protocol, time: this.host.ports.timers.now() }));
  }

  #show(client: string, secret: string): void {
    this.#clients++;
    if (this.#clients > LIMITS.clients) return this.close(POLICY, "limit.too_many");
    const check = this.#shown.show(client, secret, this).then((right) => {
      if (!right) this.lost(client);
    });
    const row: Promise<unknown> = Promise.allSettled([this.#showing, check]);
    this.#showing = row;
    void row.then(() => {
      if (this.#showing === row) this.#showing = null;
    });
  }

  #open(message: Extract<ClientMessage, { t: "open" }>): void {
    const { ch } = message;
    const lanes = (this.#lanes ??= new Map());
    if (lanes.has(ch)) throw actorError("protocol/malformed", `Channel ${ch} is open.`);
    const isFull = lanes.size >= SERVER_LIMITS.channels;
    const refused = isFull ? actorError("limit/too_many", `${SERVER_LIMITS.channels} channels are open already. Close one first.`) : this.#limit(1);
    if (refused !== null) return this.frames.say(JSON.stringify({ t: "closed", ch, error: toErrorData(refused) }));
    lanes.set(ch, new HostLane(this, message, randomId(this.host.ports.random)));
  }

  #speak(message: LaneMessage): void {
    // A channel that this side has closed may be spoken to until the client hears of it.
    const lane = this.#lanes?.get(message.ch);
    const refused = lane === undefined ? null : this.#limit(costOf(message));
    if (refused === null) return lane?.take(message);
    this.#lanes?.delete(message.ch);
    lane?.refuse(refused);
  }

  async #retire(client: string): Promise<void> {
    await this.#showing;
    const { storage } = this.host.ports;
    if (await this.#shown.retire(client, this)) await forgetClient(storage, this.host.awake, client);
  }
}

/** What a message makes a server do: what may be said again after a refusal costs, and nothing else does. */
function costOf(message: LaneMessage): number {
  switch (message.t) {
    case "push":
      return message.actions.length;
    case "void":
      return message.ids.length;
    case "read":
      return 1;
    case "observed":
    case "listen":
      return 0;
    default:
      return unreachable(message, "a lane's message");
  }
}
