import type { RemoteRequest } from "./transport.ts";

/** What of a `Request` matters to an actor. The rest speaks of pages, or of the hop it came by. */
const OF_REQUEST = ["method", "headers", "body", "redirect"] as const;

/** Headers of one hop, or of the host that was spoken to: they are not handed on with a request. */
const OF_HOP = /^(connection|keep-alive|proxy-connection|transfer-encoding|upgrade|te|trailer|expect|host|content-length)$/i;

interface RawRequest extends RemoteRequest {
  readonly signal?: AbortSignal;
}

/**
 * What `fetch(input, init)` asks of an actor. Of a URL only the path and the query count. A `Request`, as `input` or, as
 * proxies do, as `init`, is handed on with its method, headers and body.
 */
export function rawRequest(input: unknown, init: object = {}): RawRequest {
  const isRequest = typeof input === "object" && input !== null && "method" in input && "url" in input;
  const address = isRequest ? String(input.url) : String(input);
  const from = { ...(isRequest ? partsOf(input) : {}), ...("url" in init ? partsOf(init) : init) };
  const { signal, ...rest } = from as { signal?: AbortSignal }; // as `fetch` takes it
  const path = address.replace(/^[a-z][a-z\d+.-]*:\/\/[^/?#]*/i, "").replace(/#.*$/s, "").replace(/^\//, "");
  return signal === undefined || signal === null ? { path, init: rest } : { path, init: rest, signal };
}

function partsOf(request: object): object {
  const parts: Record<string, unknown> = {};
  for (const name of OF_REQUEST) {
    const value: unknown = Reflect.get(request, name);
    if (value !== undefined && value !== null) parts[name] = value;
  }
  const { headers } = parts;
  if (isIterable(headers)) parts["headers"] = [...headers].filter(([name]) => !OF_HOP.test(name));
  // A body that is a stream is sent while it is read.
  if ("body" in parts) parts["duplex"] = "half";
  const signal: unknown = Reflect.get(request, "signal");
  if (signal !== undefined && signal !== null) parts["signal"] = signal;
  return parts;
}

function isIterable(headers: unknown): headers is Iterable<readonly [string, string]> {
  return typeof headers === "object" && headers !== null && Symbol.iterator in headers;
}
