import { actorError, INSPECTOR_TOKEN_PREFIX } from "@rivulet/runtime/host";
import { bearerOf, isSame } from "./secret.ts";

/** Who may inspect. */
export type InspectorAccess =
  /** Whoever shows the token, which may be another one from time to time. */
  | { readonly by: "token"; readonly token: () => string }
  /** In development, without a token: whoever is on this machine. */
  | { readonly by: "machine"; readonly isHere: (connection: object) => boolean }
  | { readonly by: "nobody" };

/** Decides about one who asks. Throws `auth/unauthorized`, `auth/forbidden` or `auth/token_expired`. */
export type InspectorGate = (request: Request, connection: object | undefined) => void;

/** So many tokens of before are remembered, to tell who shows one that it is over. */
const REMEMBERED = 8;

export function makeInspectorGate(access: InspectorAccess): InspectorGate {
  switch (access.by) {
    case "nobody":
      return () => {
        throw actorError("auth/forbidden", "This server has no inspector token. Set RIVET_INSPECTOR_TOKEN, or run it in development.");
      };
    case "machine":
      return (request, connection) => {
        if (connection !== undefined && access.isHere(connection) && isOfThisMachine(request.headers)) return;
        throw actorError("auth/forbidden", "Without a token, a server in development is inspected from its own machine alone. Set RIVET_INSPECTOR_TOKEN.");
      };
    case "token":
      return gateOf(access.token);
  }
}

function gateOf(token: () => string): InspectorGate {
  let former: readonly string[] = [];
  return ({ headers }) => {
    const present = token();
    const shown = shownToken(headers);
    if (shown === undefined) throw actorError("auth/unauthorized", "The inspector takes a token.");
    // All are compared, so that the time does not tell which of them it was.
    const known = [present, ...former.filter((each) => each !== present)].map((each) => isSame(shown, each));
    if (former[0] !== present) former = [present, ...former.filter((each) => each !== present)].slice(0, REMEMBERED);
    if (known[0] === true) return;
    if (known.includes(true)) throw actorError("auth/token_expired", "This token of the inspector was right once. Ask for the present one.");
    throw actorError("auth/forbidden", "The inspector's token is another one.");
  };
}

/** What a request shows: a page can say it only in the list of subprotocols when it opens a WebSocket. */
function shownToken(headers: Headers): string | undefined {
  const bearer = bearerOf(headers.get("authorization"));
  if (bearer !== undefined) return bearer;
  const offered = (headers.get("sec-websocket-protocol") ?? "").split(",").map((name) => name.trim());
  const token = offered.find((name) => name.startsWith(INSPECTOR_TOKEN_PREFIX))?.slice(INSPECTOR_TOKEN_PREFIX.length);
  try {
    return token === undefined ? undefined : decodeURIComponent(token);
  } catch {
    return undefined;
  }
}

const LOOPBACK = /^(localhost|127(?:\.\d{1,3}){3}|\[::1\])(:\d+)?$/i;

/** Not a page of somewhere else, not a name that was made to lead here, and nothing that was passed on. */
function isOfThisMachine(headers: Headers): boolean {
  if (headers.has("forwarded") || headers.has("x-forwarded-for") || headers.has("x-real-ip")) return false;
  const origin = headers.get("origin");
  return LOOPBACK.test(headers.get("host") ?? "") && (origin === null || LOOPBACK.test(origin.replace(/^https?:\/\//i, "")));
}
