import { actorError } from "../errors/actor-error.ts";

/** Where a server is, and as whom it is spoken to. */
export interface Endpoint {
  /** The base URL, with `http(s)` and without a slash at its end. */
  readonly url: string;
  readonly namespace: string;
  readonly token: string | undefined;
}

export interface EndpointParts {
  readonly endpoint?: string | undefined;
  readonly namespace?: string | undefined;
  readonly token?: string | undefined;
}

/**
 * The endpoint that is meant: `https://namespace:token@host/path`, or the parts apart. What neither says, the environment
 * does, where there is a process. Throws `definition/invalid`.
 */
export function endpointOf(given: EndpointParts): Endpoint {
  const text = given.endpoint ?? pageEndpoint() ?? env("RIVET_ENDPOINT") ?? "http://127.0.0.1:6420";
  const url = parseEndpoint(text);
  const [namespace, token] = [decodeURIComponent(url.username), decodeURIComponent(url.password)];
  if (url.search !== "" || url.hash !== "") throw invalid(text, "has a query or a fragment, which mean nothing there");
  if (namespace === "" && token !== "") throw invalid(text, "has a token without a namespace before it");
  if (namespace !== "" && given.namespace !== undefined) throw invalid(text, "names a namespace, and namespace does, too");
  if (token !== "" && given.token !== undefined) throw invalid(text, "has a token, and token is one, too");
  return {
    url: baseOf(url),
    namespace: namespace || (given.namespace ?? env("RIVET_NAMESPACE") ?? "default"),
    token: token || (given.token ?? env("RIVET_TOKEN")),
  };
}

/** A server's base URL by default: what serves a page serves its actors, too. */
function pageEndpoint(): string | undefined {
  if (typeof location === "undefined" || !location.origin.startsWith("http")) return undefined;
  return `${location.origin}/api/rivet`;
}

/** The base URL of an endpoint, without whoever asks. */
function baseOf({ protocol, host, pathname }: URL): string {
  return `${protocol.replace("ws", "http")}//${host}${pathname.replace(/\/+$/, "")}`;
}

/** Throws `definition/invalid` where it is no URL of a server. */
function parseEndpoint(text: string): URL {
  try {
    const url = new URL(text);
    if (/^(http|ws)s?:$/.test(url.protocol)) return url;
  } catch {
    // Said below.
  }
  throw invalid(text, "is no http(s) or ws(s) URL");
}

function invalid(endpoint: string, problem: string): Error {
  // Not the token: messages end in logs.
  const shown = endpoint.replace(/\/\/[^/@]*@/, "//…@");
  return actorError("definition/invalid", `The endpoint ${JSON.stringify(shown)} ${problem}.`);
}

/** A variable of the process, where there is one. */
function env(name: string): string | undefined {
  const { process } = globalThis as { process?: { env?: Record<string, string | undefined> } }; // of Node and its like
  // Empty means not set.
  return process?.env?.[name] || undefined;
}
