import { actorError, ActorError, toErrorData } from "../errors/actor-error.ts";
import { randomId } from "../ports/random.ts";
import type { Socket, SocketEvents } from "../ports/socket.ts";
import type { ClientMessage } from "../protocol/client-messages.ts";
import { readClientFrame } from "../protocol/client-frame.ts";
import { LIMITS } from "../protocol/limits.ts";
import { OLDEST_PROTOCOL, PROTOCOL, UNSUPPORTED } from "../protocol/version.ts";
import { unreachable } from "../util/assert.ts";
import { forgetClient } from "./forget.ts";
import { makeFrames } from "./frames.ts";
import type { Host } from "./host.ts";
import { type HostLane, type LaneMessage, openLane } from "./lane.ts";
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
  const frames = makeFrames(socket, () => close(POLICY, "sync.slow_consumer"));
  const lanes = new Map<number, HostLane>();
  let phase: "new" | "ready" | "closed" = "new";
  let clients = 0;
  let protocol: number = OLDEST_PROTOCOL;
  /** The end of the row of secrets being checked. */
  let showing: Promise<unknown> | null = null;

  const holder: Holder = {
    lost: (client) => frames.say(JSON.stringify({ t: "unshown", client })),
  };

  const end = (): void => {
    phase = "closed";
    stopWaiting();
    shown.release(holder);
    for (const lane of lanes.values()) lane.end();
    lanes.clear();
  };

  const close = (code: number, reason: string): void => {
    if (phase === "closed") return;
    frames.flush();
    end();
    socket.close(code, reason);
  };

  const stopWaiting = host.ports.timers.after(HELLO_WITHIN, () => close(POLICY, "protocol.silent"));

  const show = (client: string, secret: string): void => {
    clients++;
    if (clients > LIMITS.clients) return close(POLICY, "limit.too_many");
    const check = shown.show(client, secret, holder).then((right) => {
      if (!right) holder.lost(client);
    });
    const row: Promise<unknown> = Promise.allSettled([showing, check]);
    showing = row;
    void row.then(() => {
      if (showing === row) showing = null;
    });
  };

  const hello = ({ protocol: [oldest, newest], clients: given }: Extract<ClientMessage, { t: "hello" }>): void => {
    if (newest < OLDEST_PROTOCOL) return close(POLICY, UNSUPPORTED);
    // The deploy that brought it has not come here yet.
    if (oldest > PROTOCOL) return close(TRY_AGAIN, "actor.restarting");
    phase = "ready";
    stopWaiting();
    for (const [client, secret] of given) show(client, secret);
    protocol = Math.min(newest, PROTOCOL);
    frames.say(JSON.stringify({ t: "welcome", protocol, time: host.ports.timers.now() }));
  };

  const open = (message: Extract<ClientMessage, { t: "open" }>): void => {
    const { ch } = message;
    if (lanes.has(ch)) throw actorError("protocol/malformed", `Channel ${ch} is open.`);
    const isFull = lanes.size >= LIMITS.channels;
    const refused = isFull ? actorError("limit/too_many", `${LIMITS.channels} channels are open already. Close one first.`) : limit(1);
    if (refused !== null) return frames.say(JSON.stringify({ t: "closed", ch, error: toErrorData(refused) }));
    const lane = openLane({
      host,
      frames,
      open: message,
      connId: randomId(host.ports.random),
      showing: () => showing,
      holds: (client) => shown.isHeldBy(client, holder),
      keep: shown.keep,
      unshown: holder.lost,
      mayHearOfEnds: protocol >= 2,
      gone() {
        if (lanes.get(ch) === lane) lanes.delete(ch);
      },
    });
    lanes.set(ch, lane);
  };

  const speak = (message: LaneMessage): void => {
    // A channel that this side has closed may be spoken to until the client hears of it.
    const lane = lanes.get(message.ch);
    const refused = lane === undefined ? null : limit(costOf(message));
    if (refused === null) return lane?.take(message);
    lanes.delete(message.ch);
    lane?.refuse(refused);
  };

  const retire = async (client: string): Promise<void> => {
    await showing;
    if (await shown.retire(client, holder)) await forgetClient(host.ports.storage, host.awake, client);
  };

  const take = (message: ClientMessage): void => {
    if (phase === "new" && message.t !== "hello") throw actorError("protocol/malformed", "The first message is hello.");
    switch (message.t) {
      case "hello":
        if (phase !== "new") throw actorError("protocol/malformed", "There is one hello.");
        return hello(message);
      case "open":
        return open(message);
      case "push":
      case "void":
      case "read":
      case "observed":
      case "listen":
        return speak(message);
      case "close":
        lanes.get(message.ch)?.end();
        lanes.delete(message.ch);
        return;
      case "show":
        return show(message.client, message.secret);
      case "retire":
        retire(message.client).catch((error: unknown) => {
          host.ports.log.warn({ msg: "a client could not be retired", err: error });
        });
        return;
      case "ping":
        return frames.say('{"t":"pong"}');
      default:
        return unreachable(message, "a client's message");
    }
  };

  return {
    frame(frame) {
      if (phase === "closed") return;
      try {
        if (frame === null) throw actorError("protocol/malformed", "A frame is text.");
        for (const message of readClientFrame(frame)) {
          take(message);
          if (phase !== "new" && phase !== "ready") return;
        }
      } catch (error) {
        const known = error instanceof ActorError ? error : actorError("protocol/malformed", "The message is not valid.");
        host.ports.log.warn({ msg: "a client broke the protocol", err: error });
        close(known.group === "limit" ? POLICY : PROTOCOL_ERROR, `${known.group}.${known.code}`);
      }
    },
    closed: end,
    close,
  };
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
