import { actorError, type Caller, toErrorData } from "@rivulet/runtime/host";
import { answerAction } from "./action.ts";
import { withCors, corsHeaders, preflight } from "./cors.ts";
import { failure } from "./failure.ts";
import { HEADERS } from "./headers.ts";
import { readParams } from "./params.ts";
import type { SurfaceParts } from "./parts.ts";
import { queryOf } from "./query.ts";
import type { Errand } from "./target.ts";

type Parts = Pick<SurfaceParts, "gateway" | "limits" | "about" | "log">;

/** Does for an HTTP request what it asks of an actor. Never rejects. */
export async function run(parts: Parts, request: Request, errand: Errand): Promise<Response> {
  // The question of a page's browser is no request to the actor.
  if (request.method === "OPTIONS") return preflight(request);
  try {
    return await answer(parts, request, errand);
  } catch (error) {
    const { group, code } = toErrorData(error);
    parts.log.debug({ msg: "a request failed", group, code, err: error });
    return failure(error, request);
  }
}

async function answer({ gateway, limits, about }: Parts, request: Request, { target, wish }: Errand): Promise<Response> {
  const found = queryOf(target);
  const query = found instanceof Promise ? await found : found;
  switch (wish.on) {
    case "action":
      if (request.method !== "POST") break;
      return answerAction(gateway, limits, request, query, wish.name, callerOf(request, request));
    case "request": {
      const asked = rewrite(request, wish.url);
      return withCors(checked(await gateway.fetch(query, asked, callerOf(request, asked))), request);
    }
    case "health":
      if (request.method !== "GET" && request.method !== "HEAD") break;
      await gateway.resolve(query);
      return new Response("ok", { headers: { "content-type": "text/plain; charset=utf-8", ...corsHeaders(request) } });
    case "metadata": {
      if (request.method !== "GET" && request.method !== "HEAD") break;
      const { actor } = await gateway.resolve(query);
      const body = { runtime: "rivulet", version: about.version, actor: { id: actor.id, name: actor.name, key: actor.key } };
      return Response.json(body, { headers: corsHeaders(request) });
    }
    case "connect":
    case "websocket":
      throw actorError("request/invalid", "This is where a WebSocket is opened.");
  }
  throw actorError("route/not_found", `Nothing is done here by ${request.method}.`);
}

/** Who asks. What hooks hardly look at is made when they do. */
function callerOf({ headers }: Request, request: Request): Caller {
  const text = headers.get(HEADERS.params);
  return {
    // As RivetKit has it where none are given by HTTP.
    params: text === null ? null : readParams(text),
    request,
    get signal() {
      return request.signal;
    },
  };
}

/** The request as the actor sees it; its body goes on streaming. */
function rewrite(request: Request, url: string): Request {
  const { method, headers, signal } = request;
  if (method === "GET" || method === "HEAD") return new Request(url, { method, headers, signal });
  // A body that streams has to say so, which these types do not know of.
  const init = { method, headers, signal, body: request.body, duplex: "half" } as RequestInit;
  return new Request(url, init);
}

/** A response that can be sent: not that of a failed `fetch`. */
function checked(response: Response): Response {
  if (response.status >= 200) return response;
  throw actorError("handler/invalid_request_handler_response", "onRequest gave a response that cannot be sent.");
}
