import { actorError, type Inspected, INSPECTOR_PATH, SERVER_LIMITS } from "@rivulet/runtime/host";
import { readBody } from "./body.ts";
import { corsHeaders, preflight } from "./cors.ts";
import { failure } from "./failure.ts";
import type { InspectorGate } from "./inspector-gate.ts";
import { below, placeOf } from "./target.ts";

export interface InspectorParts {
  readonly inspected: Inspected;
  readonly gate: InspectorGate;
}

/** Answers requests of inspectors; `null` where a request is of somebody else. Never rejects. */
export function makeInspectorRoutes({ inspected, gate }: InspectorParts, basePath: string): (request: Request, connection: object | undefined) => Promise<Response> | null {
  const topics = new Map(inspected.topics.map((each) => [each.name, each]));
  const commands = new Map(inspected.commands.map((each) => [each.name, each]));

  const answer = async (request: Request, connection: object | undefined, rest: string, query: string): Promise<unknown> => {
    gate(request, connection);
    const [, what, name = "", ...more] = rest.split("/");
    if (rest === "" && request.method === "GET") {
      const { side, version, now } = inspected;
      return { side, version, time: now(), topics: [...topics.keys()], commands: [...commands.keys()] };
    }
    const topic = what === "ask" && more.length === 0 && request.method === "GET" ? topics.get(name) : undefined;
    if (topic !== undefined) return topic.ask(paramsIn(new URLSearchParams(query).get("params") ?? "{}"));
    const command = what === "do" && more.length === 0 && request.method === "POST" ? commands.get(name) : undefined;
    if (command !== undefined) return command.ask(await bodyOf(request));
    throw actorError("route/not_found", "The inspector has GET /inspector, GET /inspector/ask/<topic> and POST /inspector/do/<command>.");
  };

  return (request, connection) => {
    const place = placeOf(request.url);
    const path = below(basePath, place.path);
    if (path !== INSPECTOR_PATH && !path.startsWith(`${INSPECTOR_PATH}/`)) return null;
    if (request.method === "OPTIONS") return Promise.resolve(preflight(request));
    return answer(request, connection, path.slice(INSPECTOR_PATH.length).replace(/\/$/, ""), place.query).then(
      (value) => Response.json(value, { headers: { "cache-control": "no-store", ...corsHeaders(request) } }),
      (error: unknown) => failure(error, request),
    );
  };
}

/** Of JSON alone: that is nothing that a form of a strange page could send. */
async function bodyOf(request: Request): Promise<unknown> {
  const type = request.headers.get("content-type") ?? "";
  if (!/^application\/json\b/i.test(type)) throw actorError("request/invalid", "A command's params are sent as application/json.");
  const body = await readBody(request, SERVER_LIMITS.clientFrame, true);
  return paramsIn(typeof body === "string" ? body : new TextDecoder().decode(body));
}

function paramsIn(text: string): unknown {
  try {
    const params: unknown = JSON.parse(text);
    return params;
  } catch {
    throw actorError("request/invalid", "The params are no JSON.");
  }
}
