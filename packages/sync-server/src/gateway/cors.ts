const METHODS = "GET, POST, PUT, DELETE, OPTIONS, PATCH";
const MAX_AGE = "86400";

/**
 * What lets pages of any origin in: which of them may speak to an actor is for its `onBeforeConnect` to say. Nothing
 * where no page asks.
 */
export function corsHeaders(request: Request): Record<string, string> {
  const origin = request.headers.get("origin");
  if (origin === null) return {};
  return {
    "access-control-allow-origin": origin,
    "access-control-allow-credentials": "true",
    "access-control-expose-headers": "*",
    vary: "Origin",
  };
}

/** Answers a page that asks whether it may. */
export function preflight(request: Request): Response {
  const headers = {
    ...corsHeaders(request),
    "access-control-allow-methods": METHODS,
    "access-control-allow-headers": request.headers.get("access-control-request-headers") ?? "*",
    "access-control-max-age": MAX_AGE,
    vary: "Origin, Access-Control-Request-Headers",
  };
  return new Response(null, { status: 204, headers });
}

/** A response that pages may read; what its author has said about it stays. */
export function withCors(response: Response, request: Request): Response {
  const entries = Object.entries(corsHeaders(request));
  if (entries.length === 0) return response;
  const headers = new Headers(response.headers);
  for (const [name, value] of entries) {
    if (name === "vary") headers.append(name, value);
    else if (!headers.has(name)) headers.set(name, value);
  }
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
}
