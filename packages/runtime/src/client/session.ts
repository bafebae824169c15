import { type ActorError, actorError } from "../errors/actor-error.ts";
import type { Link, LinkEvents, OpenLink } from "../ports/link.ts";
import type { Logger } from "../ports/logger.ts";
import { type Random, randomId } from "../ports/random.ts";
import type { Timers } from "../ports/timers.ts";
import type { ClientMessage } from "../protocol/client-messages.ts";
import { toFrames } from "../protocol/frame.ts";
import { LIMITS } from "../protocol/limits.ts";
import { readServerFrame } from "../protocol/server-frame.ts";
import type { ServerMessage } from "../protocol/server-messages.ts";
import { OLDEST_PROTOCOL, PROTOCOL, UNSUPPORTED } from "../protocol/version.ts";
import { type Emitter, emitter } from "../util/emitter.ts";
import { oncePerTurn } from "./once-per-turn.ts";
import type { Turns } from "./ports.ts";
import type { PageWatch } from "./watch.ts";
import { type LinkStatus, sameOrNew } from "./status.ts";

/** Silence for this long is answered by a ping; silence after it by a new connection. Milliseconds. */
const PING_AFTER = 20_000;
const PONG_WITHIN = 10_000;

/** The server's messages to one channel. */
export type ChannelMessage = Extract<ServerMessage, { ch: number }>;

/** Whoever opens a channel. */
export interface ChannelUser {
  /** The connection is there: open your channel. */
  up(): void;
  down(): void;
  /** What one frame said to this channel. */
  frame(messages: readonly ChannelMessage[]): void;
}

/** One socket of a page for all its actors. */
export interface Session {
  readonly status: LinkStatus;
  readonly changed: Emitter<[]>;
  /** The server, or one of its actors, says that this page is too old for it. */
  readonly outdated: Emitter<[ActorError]>;
  /** Why the last attempt to connect failed, or the connection broke; `null` while it is up. */
  readonly error: ActorError | null;
  /** Whether the server answered on this connection: messages may be sent. */
  readonly isUp: boolean;
  /** Puts a message into the frame of this turn; lost without a word where the connection is down. */
  say(message: ClientMessage): void;
  /** A channel number for this user, until it is dropped. */
  join(user: ChannelUser): number;
  leave(ch: number): void;
  hurry(): void;
  restart(): void;
  close(): void;
}

export interface SessionParts {
  readonly url: string;
  readonly openLink: OpenLink;
  readonly timers: Timers;
  readonly turns: Turns;
  readonly random: Random;
  readonly log: Logger;
  readonly watch: PageWatch;
  /** The clients whose rows this page sends, each with its secret. */
  readonly clients: () => [client: string, secret: string][];
  /** The server does not take this page's pushes for a client. */
  readonly unshown: (client: string) => void;
}

export function openSession({ url, openLink, timers, turns, random, log, watch, clients, unshown }: SessionParts): Session {
  const users = new Map<number, ChannelUser>();
  const changed: Emitter<[]> = emitter();
  const outdated: Emitter<[ActorError]> = emitter();
  let channels = 0;
  let status: LinkStatus = "connecting";
  let error: ActorError | null = null;
  let greeted = false;
  let welcomed = false;
  let outgoing: string[] = [];
  let stopWatching = (): void => {};

  const become = (next: LinkStatus): void => {
    if (status === next) return;
    status = next;
    changed.emit();
  };

  /** Notices a connection that is dead without saying so. */
  const keepWatch = (): void => {
    stopWatching();
    stopWatching = timers.after(PING_AFTER, () => {
      send({ t: "ping" });
      stopWatching = timers.after(PONG_WITHIN, () => link.restart());
    });
  };

  const flush = (): void => {
    const messages = outgoing;
    outgoing = [];
    for (const frame of toFrames(messages)) {
      watch.hear?.("", { type: "sent", frame });
      link.send(frame);
    }
  };
  const flushSoon = oncePerTurn(flush);
  const send = (message: ClientMessage): void => {
    outgoing.push(JSON.stringify(message));
    flushSoon();
  };

  const take = (messages: readonly ServerMessage[]): void => {
    const perChannel = new Map<number, ChannelMessage[]>();
    for (const message of messages) {
      if ("ch" in message) {
        const own = perChannel.get(message.ch);
        if (own === undefined) perChannel.set(message.ch, [message]);
        else own.push(message);
      } else if (message.t === "welcome") {
        welcomed = true;
        error = null;
        become("up");
        for (const user of [...users.values()]) user.up();
      } else if (message.t === "unshown") unshown(message.client);
    }
    for (const [ch, own] of perChannel) users.get(ch)?.frame(own);
  };

  /** What was heard and not taken yet: a frame may hold more than one task should. */
  let heard: readonly ServerMessage[] = [];
  let isDue = false;
  const understand = (what: () => void): void => {
    try {
      what();
    } catch (problem) {
      log.error({ msg: "the server said what cannot be understood; connecting anew", err: problem });
      link.restart();
    }
  };
  const takeSome = (): void => {
    const some = heard.slice(0, turns.size);
    heard = heard.slice(turns.size);
    understand(() => take(some));
    isDue = heard.length > 0;
    if (isDue) turns.later(takeSome);
  };

  const events: LinkEvents = {
    up() {
      outgoing = [];
      greeted = true;
      // As many as a server takes: those that are left wait until others have nothing left to send.
      const shown = clients().slice(0, LIMITS.clients);
      send({ t: "hello", protocol: [OLDEST_PROTOCOL, PROTOCOL], connect: randomId(random), clients: shown });
      keepWatch();
    },
    down(reason) {
      stopWatching();
      outgoing = [];
      heard = [];
      const wasUp = welcomed;
      welcomed = false;
      greeted = false;
      if (wasUp) for (const user of [...users.values()]) user.down();
      log.debug({ msg: "the connection is down", reason });
      const isOutdated = reason === UNSUPPORTED;
      const problem = isOutdated
        ? actorError("protocol/unsupported", "The server speaks a newer protocol.")
        : actorError("client/offline", `The server cannot be reached: ${reason}`);
      error = sameOrNew(error, problem);
      if (!isOutdated) return become(wasUp ? "connecting" : "down");
      become("outdated");
      outdated.emit(error);
    },
    frame(frame) {
      watch.hear?.("", { type: "heard", frame });
      keepWatch();
      understand(() => (heard = [...heard, ...readServerFrame(frame)]));
      if (!isDue) takeSome();
    },
  };
  const link: Link = openLink(url, events);

  return {
    get status() {
      return status;
    },
    changed,
    outdated,
    get error() {
      return error;
    },
    get isUp() {
      return welcomed;
    },
    say(message) {
      // A client adopted between greeting and welcome is not in the greeting any more.
      if (welcomed || (greeted && message.t === "show")) send(message);
    },
    join(user) {
      const ch = ++channels;
      users.set(ch, user);
      return ch;
    },
    leave: (ch) => void users.delete(ch),
    hurry: () => link.hurry(),
    restart: () => link.restart(),
    close() {
      flush();
      stopWatching();
      heard = [];
      link.close();
      users.clear();
    },
  };
}
