import { type ActorError, actorError, type ErrorData, fromErrorData } from "../errors/actor-error.ts";
import type { Logger } from "../ports/logger.ts";
import type { Random } from "../ports/random.ts";
import type { Timers } from "../ports/timers.ts";
import type { ClientMessage, Open } from "../protocol/client-messages.ts";
import type { CommitMessage, EventMessage, Opened, ResultMessage } from "../protocol/server-messages.ts";
import { backoff } from "../util/backoff.ts";
import { unreachable } from "../util/assert.ts";
import { errorOf } from "./decode.ts";
import type { ChannelMessage, Session } from "./session.ts";
import { barrierOf, isDown, type LaneStatus, retryAfterOf } from "./status.ts";

/** Open for this long, in milliseconds, a channel counts as steady. */
const STEADY = 5_000;

/** What a lane says that its actor must hear, one frame's worth at a time. */
export interface LaneNews {
  opened(message: Opened): void;
  frame(steps: readonly CommitMessage[], events: readonly EventMessage[], results: readonly ResultMessage[]): void;
  /** The channel is gone: what was sent on it may not have arrived. */
  closed(): void;
  /** The server closed the channel for a reason that trying again does not mend. */
  barred(error: ActorError): void;
  changed(): void;
}

export interface LaneParts {
  readonly session: Session;
  readonly timers: Timers;
  readonly random: Random;
  readonly log: Logger;
  /** The lane's part of the message that opens it; `null` while the device has not been read. */
  readonly opening: () => Omit<Open, "t" | "ch"> | null;
  readonly news: LaneNews;
}

/** A lane on a client: opens its channel whenever the connection is there, and again after whatever closed it. */
export interface Lane {
  readonly status: LaneStatus;
  /** Says something on the open channel; lost where it is not open. */
  say(message: LaneSays): void;
  /** Answers of the server to reads; rejects with what stopped them. */
  read(name: string, args: readonly unknown[]): Promise<unknown>;
  /** Resolves when it is known whether the lane opens: at once, unless it or the connection is on its way. */
  decided(): Promise<void>;
  /** The names of the events that are listened for. */
  listen(events: readonly string[]): void;
  /** Tries to open, if it is neither open nor on its way; a barrier is tried again. */
  open(): void;
  /** Closes the channel and opens it again. */
  reopen(): void;
  close(): void;
}

type LaneMessage = Extract<ClientMessage, { t: "push" | "void" | "observed" }>;
type WithoutChannel<M> = M extends unknown ? Omit<M, "ch"> : never;
/** A message of a lane, without the channel's number. */
export type LaneSays = WithoutChannel<LaneMessage>;

interface Waiting {
  readonly resolve: (output: unknown) => void;
  readonly reject: (error: unknown) => void;
}

export function makeLane({ session, timers, random, log, opening, news }: LaneParts): Lane {
  let status: LaneStatus = { status: "closed" };
  let events: readonly string[] = [];
  /** Failures in a row; a channel that stayed open for a while ends the row. */
  let failures = 0;
  /** How often in a row the server told it to go slower, before any action was answered. */
  let refusals = 0;
  let openedAt = 0;
  let cancelRetry = (): void => {};
  let requests = 0;
  const reads = new Map<number, Waiting>();

  /** Who waits to hear whether the lane opens. */
  let waitingFor: (() => void)[] = [];
  const isDecided = (): boolean => status.status === "open" || status.status === "barred" || isDown(session.status);
  const tellDecided = (): void => {
    if (!isDecided()) return;
    const told = waitingFor;
    waitingFor = [];
    for (const each of told) each();
  };

  const become = (next: LaneStatus): void => {
    status = next;
    tellDecided();
    news.changed();
  };

  /** The channel's number changes with each opening, so that late messages of an earlier one find nobody. */
  const user = {
    up: () => open(),
    down() {
      lost(actorError("client/offline", "The connection broke."));
      if (status.status !== "barred") become({ status: "closed" });
    },
    frame: (messages: readonly ChannelMessage[]) => take(messages),
  };
  let ch = session.join(user);
  const stopHearing = session.changed.on(tellDecided);

  const open = (): void => {
    cancelRetry();
    if (status.status === "open" || status.status === "opening" || !session.isUp) return;
    const message = opening();
    if (message === null) return;
    session.say({ t: "open", ch, ...message });
    become({ status: "opening" });
  };

  /** Nothing that was on its way on this channel will be answered on it. */
  const lost = (error: ActorError): void => {
    const wasOpen = status.status === "open";
    const waiting = [...reads.values()];
    reads.clear();
    for (const { reject } of waiting) reject(error);
    session.leave(ch);
    ch = session.join(user);
    if (wasOpen) news.closed();
  };

  const random01 = (): number => (random.bytes(1)[0] ?? 0) / 256;
  const retryIn = (ms: number): void => {
    cancelRetry();
    cancelRetry = timers.after(ms, open);
  };

  const take = (messages: readonly ChannelMessage[]): void => {
    let steps: CommitMessage[] = [];
    let heard: EventMessage[] = [];
    let results: ResultMessage[] = [];
    const answers: (() => void)[] = [];
    const tell = (): void => {
      if (steps.length + heard.length + results.length > 0) news.frame(steps, heard, results);
      steps = [];
      heard = [];
      results = [];
    };
    for (const message of messages) {
      switch (message.t) {
        case "opened":
          openedAt = timers.now();
          become({ status: "open" });
          if (events.length > 0) session.say({ t: "listen", ch, events: [...events] });
          news.opened(message);
          break;
        case "commit":
          steps.push(message);
          break;
        case "event":
          heard.push(message);
          break;
        case "result":
          results.push(message);
          refusals = 0;
          break;
        case "answer":
          answers.push(() => answer(message.req, message.output, message.error));
          break;
        case "closed":
        case "resync":
          tell();
          closedBy(message);
          break;
        default:
          return unreachable(message, "a server's message");
      }
    }
    tell();
    for (const each of answers) each();
  };

  const answer = (req: number, output: unknown, error: ErrorData | undefined): void => {
    const waiting = reads.get(req);
    reads.delete(req);
    if (error === undefined) waiting?.resolve(output);
    else waiting?.reject(fromErrorData(errorOf(error)));
  };

  const closedBy = (message: Extract<ChannelMessage, { t: "closed" | "resync" }>): void => {
    const error = errorOf(message.error);
    const barrier = message.t === "resync" ? null : barrierOf(error, message.actor);
    if (status.status === "open" && timers.now() - openedAt >= STEADY) failures = 0;
    log.debug({ msg: "the server closed a channel", error });
    const reason = fromErrorData(error);
    lost(reason);
    if (barrier === null) {
      become({ status: "closed" });
      // Who is to go slower does as it is told; with others on the same connection in its way, ever more at random.
      const told = retryAfterOf(error);
      if (told !== undefined) retryIn(told + (refusals++ > 0 ? backoff(refusals, random01()) : 0));
      else if (message.t === "resync" && failures === 0) {
        failures = 1;
        open();
      } else retryIn(backoff(failures++, random01()));
    } else {
      become({ status: "barred", barrier, error });
      if (barrier === "outdated") session.outdated.emit(reason);
      news.barred(reason);
    }
  };

  return {
    get status() {
      return status;
    },
    say(message) {
      if (status.status === "open") session.say({ ...message, ch });
    },
    read(name, args) {
      const req = ++requests;
      return new Promise((resolve, reject) => {
        reads.set(req, { resolve, reject });
        session.say({ t: "read", ch, req, name, args: [...args] });
      });
    },
    decided: () => new Promise((resolve) => {
      waitingFor.push(resolve);
      tellDecided();
    }),
    listen(names) {
      events = names;
      if (status.status === "open") session.say({ t: "listen", ch, events: [...names] });
    },
    open() {
      if (status.status === "barred") status = { status: "closed" };
      open();
    },
    reopen() {
      if (status.status !== "open" && status.status !== "opening") return;
      session.say({ t: "close", ch });
      lost(actorError("actor/restarting", "The channel is opened again."));
      become({ status: "closed" });
      open();
    },
    close() {
      cancelRetry();
      if (status.status === "open" || status.status === "opening") session.say({ t: "close", ch });
      lost(actorError("client/disposed", "The connection was disposed."));
      session.leave(ch);
      status = { status: "closed" };
      stopHearing();
      for (const each of waitingFor.splice(0)) each();
    },
  };
}
