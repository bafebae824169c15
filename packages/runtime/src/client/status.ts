import type { ActorError, ErrorData } from "../errors/actor-error.ts";
import { reactionTo } from "../errors/reactions.ts";
import { isPlainObject } from "../value/kind.ts";

/** Where a connection stands. `loading` and `connecting` differ in whether there is a state to show. */
export type Phase =
  | "loading"
  | "offline"
  | "connecting"
  | "live"
  | "needs-auth"
  | "denied"
  | "outdated"
  | "missing"
  | "destroyed";

/** Nobody waits for longer than this because of what a server said, in milliseconds. */
const LONGEST_WAIT = 60_000;

/** Why the server closed a lane, as far as it matters for what comes next. */
export type Barrier = "needs-auth" | "denied" | "outdated" | "missing" | "destroyed";

export type LaneStatus = "closed" | "opening" | "open" | Barrier;

export function isBarred(lane: LaneStatus): lane is Barrier {
  return lane !== "closed" && lane !== "opening" && lane !== "open";
}

/**
 * `connecting`: no attempt has failed since the last success, or since the start. `outdated`: the server does not speak
 * this page's protocol any more. It is tried again all the same: a deploy may be taken back.
 */
export type LinkStatus = "connecting" | "up" | "down" | "outdated";

export function isDown(link: LinkStatus): boolean {
  return link === "down" || link === "outdated";
}

export function phaseOf(lane: LaneStatus, link: LinkStatus, hasState: boolean): Phase {
  if (isBarred(lane)) return lane;
  if (lane === "open") return "live";
  if (link === "down") return "offline";
  if (link === "outdated") return "outdated";
  return hasState ? "connecting" : "loading";
}

/** RivetKit's `connStatus` for a phase. */
export type ConnStatus = "idle" | "connecting" | "connected" | "disconnected";

export function connStatusOf(lane: LaneStatus, link: LinkStatus): ConnStatus {
  if (lane === "open") return "connected";
  if (isBarred(lane) || isDown(link)) return "disconnected";
  return "connecting";
}

/** The error to go on with: the one before, where the same has happened again. Whoever follows it is told of news alone. */
export function sameOrNew(before: ActorError | null, error: ActorError): ActorError {
  const isSame = before?.group === error.group && before.code === error.code && before.message === error.message;
  return isSame ? before : error;
}

/** What bars a lane, or `null` where trying again is all there is to do. */
export function barrierOf(error: ErrorData, actor: "missing" | "destroyed" | undefined): Barrier | null {
  if (actor !== undefined) return actor;
  if (error.group === "user") return isAuth(error) ? "needs-auth" : "denied";
  switch (reactionTo(error.group, error.code)) {
    case "retry":
    case "resync":
      return null;
    case "authenticate":
      return "needs-auth";
    case "outdate":
      return "outdated";
    case undefined:
      return "denied";
  }
}

/** For how long the server wants to be left alone, in milliseconds; `undefined` where it does not say. */
export function retryAfterOf({ metadata }: ErrorData): number | undefined {
  const ms = isPlainObject(metadata) ? metadata["retryAfter"] : undefined;
  return typeof ms === "number" && ms >= 0 ? Math.min(ms, LONGEST_WAIT) : undefined;
}

/** Whether actor code asks for other credentials. */
function isAuth({ code, metadata }: ErrorData): boolean {
  return code === "unauthorized" || code === "token_expired" || (isPlainObject(metadata) && metadata["auth"] === true);
}
