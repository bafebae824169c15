import { actorError, readTarget, type Target } from "@rivulet/runtime/host";

/** What is wanted of an actor. */
export type Wish =
  | { readonly on: "action"; readonly name: string }
  /** For the actor's own handlers, at the URL that they see. */
  | { readonly on: "request" | "websocket"; readonly url: string }
  | { readonly on: "connect" | "health" | "metadata" };

/** A request to one actor. */
export interface Errand {
  readonly target: Target;
  readonly wish: Wish;
}

/** A URL's path and its query, without the `?`, as they are written. */
export interface Place {
  readonly path: string;
  readonly query: string;
}

/** Without building a URL, which costs more than all the rest of a small action. */
export function placeOf(url: string): Place {
  const start = url.indexOf("/", url.indexOf("://") + 3);
  if (start < 0) return { path: "/", query: "" };
  const hash = url.indexOf("#", start);
  const end = hash < 0 ? url.length : hash;
  const mark = url.indexOf("?", start);
  if (mark < 0 || mark > end) return { path: url.slice(start, end), query: "" };
  return { path: url.slice(start, mark), query: url.slice(mark + 1, end) };
}

/** The path below a base such as `/api/rivet`, whether it was written with it or without. */
export function below(base: string, path: string): string {
  if (!path.startsWith(base)) return path;
  const rest = path.slice(base.length);
  return rest === "" ? "/" : rest.startsWith("/") ? rest : path;
}

const GATEWAY = "/gateway/";

/**
 * The actor that a place below the base names, and what is wanted of it; `null` where it names none. `direct`: the
 * actor's id where a header names it. Throws `route/not_found`, or what is wrong with the address.
 */
export function errandOf({ path, query }: Place, direct: string | null): Errand | null {
  if (!path.startsWith(GATEWAY)) {
    return direct === null ? null : { target: { by: "id", id: direct }, wish: wishOf(path, query) };
  }
  const slash = path.indexOf("/", GATEWAY.length);
  const end = slash < 0 ? path.length : slash;
  const { target, query: own } = readTarget(path.slice(GATEWAY.length, end), query);
  return { target, wish: wishOf(path.slice(end), own) };
}

/** What an actor is asked for below its own path: the last part of the documented paths. */
export const WISHES = ["action", "request", "websocket", "connect", "health", "metadata"] as const;

function wishOf(rest: string, query: string): Wish {
  const slash = rest.indexOf("/", 1);
  const what = WISHES.find((wish) => wish === rest.slice(1, slash < 0 ? rest.length : slash));
  const more = slash < 0 ? "" : rest.slice(slash);
  const isLast = more === "" || more === "/";
  switch (what) {
    case "action":
      if (!isLast && !more.includes("/", 1)) return { on: what, name: decode(more.slice(1)) };
      break;
    case "request":
    case "websocket":
      return { on: what, url: `http://actor${more === "" ? "/" : more}${query === "" ? "" : `?${query}`}` };
    case "connect":
    case "health":
    case "metadata":
      if (isLast) return { on: what };
      break;
    case undefined:
  }
  throw actorError("route/not_found", "An actor has /action/<name>, /request/*, /websocket/*, /connect, /health and /metadata.");
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw actorError("request/invalid", "The name of the action is not encoded properly.");
  }
}
