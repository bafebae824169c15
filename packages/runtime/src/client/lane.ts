import { type ActorError, actorError, fromErrorData } from "../errors/actor-error.ts";
import type { Logger } from "../ports/logger.ts";
import type { Random } from "../ports/random.ts";
import type { Timers } from "../ports/timers.ts";
import type { Open } from "../protocol/client-messages.ts";
import type { CommitMessage, EventMessage, ResultMessage } from "../protocol/server-messages.ts";
import { unreachable } from "../util/assert.ts";
import { askParams, type GetParams } from "./ask-params.ts";
import { makeDecided } from "./decided.ts";
import { errorOf } from "./decode.ts";
import type { LaneNews } from "./lane-news.ts";
import { makeLanePace } from "./lane-pace.ts";
import { makeLaneReads } from "./lane-reads.ts";
import type { LaneSays } from "./lane-says.ts";
import type { ChannelMessage, Session } from "./session.ts";
import { barrierOf, isBarred, isDown, type LaneStatus, retryAfterOf, sameOrNew } from "./status.ts";

export interface LaneParts {
  readonly session: Session;
  readonly timers: Timers;
  readonly random: Random;
  readonly log: Logger;
  /** The lane's part of the message that opens it; `null` while the device has not been read. */
  readonly opening: () => Omit<Open, "t" | "ch"> | null;
  /** Asked at each opening for what the server is shown in the place of the static params. */
  readonly getParams: () => GetParams | undefined;
  readonly news: LaneNews;
}

/** A lane on a client: opens its channel whenever the connection is there, and again after whatever closed it. */
export interface Lane {
  readonly status: LaneStatus;
  /** What the server last closed the channel with; `null` once it is open again. */
  readonly error: ActorError | null;
  /** Says something on the open channel; lost where it is not open. */
  say(message: LaneSays): void;
  /** Answers of the server to reads; rejects with what stopped them. */
  read(name: string, args: readonly unknown[]): Promise<unknown>;
  /** Resolves when it is known whether the lane opens: at once, unless it or the connection is on its way. */
  decided(): Promise<void>;
  /** The names of the events that are listened for. */
  listen(events: readonly string[]): void;
  /** Tries to open, if it is neither open nor on its way. A barrier stands until the server has answered. */
  open(): void;
  /** The same, and a barrier is not shown any more. */
  retry(): void;
  /** Closes the channel and opens it again. */
  reopen(): void;
  close(): void;
}

export function makeLane({ session, timers, random, log, opening, getParams, news }: LaneParts): Lane {
  let status: LaneStatus = "closed";
  let lastError: ActorError | null = null;
  let events: readonly string[] = [];
  const pace = makeLanePace(timers, random);
  /** Calls off what is waited for: fresh params, or the time of the next attempt. */
  let stopWaiting = (): void => {};
  let attempt: "none" | "underway" = "none";
  /** What the last attempt said. */
  let said: Pick<Open, "cursor" | "epochs"> = {};
  /** Whom the last attempt got its params from. */
  let asked: GetParams | undefined;
  const reads = makeLaneReads();
  const decided = makeDecided(() => status === "open" || isBarred(status) || isDown(session.status));

  const become = (next: LaneStatus): void => {
    status = next;
    decided.look();
    news.changed();
  };

  /** The channel's number changes with each opening, so that late messages of an earlier one find nobody. */
  const user = {
    up: () => open(),
    down() {
      lost(actorError("client/offline", "The connection broke."));
      if (!isBarred(status)) become("closed");
    },
    frame: (messages: readonly ChannelMessage[]) => take(messages),
  };
  let ch = session.join(user);
  const stopHearing = session.changed.on(decided.look);
  const open = (): void => {
    if (status === "open" || attempt === "underway" || !session.isUp || opening() === null) return;
    stopWaiting();
    attempt = "underway";
    asked = getParams();
    if (status === "closed") become("opening");
    if (asked === undefined) return sayOpen({});
    stopWaiting = askParams(asked, timers, (fresh) => sayOpen({ fresh }), (error) => {
      attempt = "none";
      lastError = sameOrNew(lastError, error);
      if (status === "opening") become("closed");
      retryLater();
      news.failed(error, null);
    });
  };
  const sayOpen = (fresh: Pick<Open, "fresh">): void => {
    const message = opening();
    // What it waited for took so long that others came in its way: who did opens it again.
    if (message === null) attempt = "none";
    else session.say({ t: "open", ch, ...(said = message), ...fresh });
  };

  const sayListen = (): void => session.say({ t: "listen", ch, events: [...events] });

  /** Nothing that was on its way on this channel will be answered on it. */
  const lost = (error: ActorError): void => {
    const wasOpen = status === "open";
    stopWaiting();
    attempt = "none";
    reads.stop(error);
    session.leave(ch);
    ch = session.join(user);
    if (wasOpen) news.closed();
  };

  const retryIn = (ms: number): void => {
    stopWaiting();
    stopWaiting = timers.after(ms, open);
  };
  const retryLater = (): void => retryIn(pace.later());

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
          pace.opened();
          attempt = "none";
          lastError = null;
          become("open");
          if (events.length > 0) sayListen();
          news.opened(message, said);
          break;
        case "commit":
          steps.push(message);
          break;
        case "event":
          heard.push(message);
          break;
        case "result":
          results.push(message);
          pace.answered();
          break;
        case "answer":
          answers.push(() => reads.answer(message.req, message.output, message.error));
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

  const closedBy = (message: Extract<ChannelMessage, { t: "closed" | "resync" }>): void => {
    const error = errorOf(message.error);
    const reason = (lastError = sameOrNew(lastError, fromErrorData(error)));
    const barrier = message.t === "resync" ? null : barrierOf(error, message.actor);
    if (status === "open") pace.closed();
    log.debug({ msg: "the server closed a channel", error });
    lost(reason);
    if (barrier === null) {
      become("closed");
      // Who is to go slower does as it is told.
      const told = retryAfterOf(error);
      if (told !== undefined) retryIn(pace.told(told));
      else if (message.t === "resync" && pace.atOnce()) open();
      else retryLater();
    } else {
      become(barrier);
      const left = message.t === "closed" && barrier === "destroyed" ? (message.destroyed ?? []) : null;
      if (barrier === "outdated") session.outdated.emit(reason);
      // It was made before there was anybody to ask: it says nothing about what they have to show.
      else if (left === null && asked !== getParams()) open();
      else if (barrier === "needs-auth" && asked !== undefined) retryLater();
      news.failed(reason, left);
    }
  };

  return {
    get status() {
      return status;
    },
    get error() {
      return lastError;
    },
    say(message) {
      if (status === "open") session.say({ ...message, ch });
    },
    read: (name, args) => reads.ask((req) => session.say({ t: "read", ch, req, name, args: [...args] })),
    decided: decided.wait,
    listen(names) {
      events = names;
      if (status === "open") sayListen();
    },
    open,
    retry() {
      if (isBarred(status)) become(attempt === "none" ? "closed" : "opening");
      open();
    },
    reopen() {
      if (status !== "open" && attempt === "none") return;
      session.say({ t: "close", ch });
      lost(actorError("actor/restarting", "The channel is opened again."));
      become("closed");
      open();
    },
    close() {
      if (status === "open" || attempt === "underway") session.say({ t: "close", ch });
      lost(actorError("client/disposed", "The connection was disposed."));
      session.leave(ch);
      status = "closed";
      stopHearing();
      decided.end();
    },
  };
}
