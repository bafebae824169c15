import { actorError } from "../errors/actor-error.ts";
import { ManagerError } from "../errors/client-errors.ts";
import { keyText } from "../definition/key.ts";
import type { RemoteCreation, RemoteQuery } from "../remote/transport.ts";
import { isPlainObject } from "../value/kind.ts";
import { ask, jsonOf } from "./http-answer.ts";
import type { HttpParts } from "./http-parts.ts";

/** How many ids are remembered. */
const KNOWN = 1_000;

/** Which actors have which ids. */
export interface Directory {
  /** The base URL of the server that has the actors. */
  base(): string;
  /** The id as it was when last asked for; it may be out of date. */
  known(query: RemoteQuery): string | undefined;
  /** Asks the server, which makes the actor where the query says so. Rejects with `actor/not_found`. */
  find(query: RemoteQuery, signal?: AbortSignal): Promise<string>;
  create(name: string, key: readonly string[], creation: RemoteCreation, signal?: AbortSignal): Promise<string>;
}

export function actorDirectory(parts: HttpParts): Directory {
  const { endpoint, headers, runnerName } = parts;
  const ids = new Map<string, string>();
  let base = endpoint.url;

  const call = async (path: string, method: string, body: object | null, signal?: AbortSignal): Promise<Response> => {
    return ask(parts.fetch, `${base}${path}${path.includes("?") ? "&" : "?"}namespace=${encodeURIComponent(endpoint.namespace)}`, {
      method,
      headers: {
        ...headers,
        ...(endpoint.token === undefined ? {} : { authorization: `Bearer ${endpoint.token}` }),
        ...(body === null ? {} : { "content-type": "application/json" }),
      },
      ...(body === null ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal: signal }), // the platform's own
    });
  };

  /** A server that has no actors itself may say who has them. */
  let moved: Promise<boolean> | null = null;
  const follow = async (): Promise<boolean> => {
    const { clientEndpoint } = await jsonOf(await call("/metadata", "GET", null)).catch(() => ({ clientEndpoint: null }));
    if (typeof clientEndpoint !== "string") return false;
    const next = clientEndpoint.replace(/\/+$/, "");
    if (next === base) return false;
    base = next;
    return true;
  };

  const manage = async (path: string, method: string, body: object | null, signal?: AbortSignal) => {
    const response = await call(path, method, body, signal);
    const isElsewhere = response.status === 404 && !(response.headers.get("content-type") ?? "").includes("json");
    if (!isElsewhere || !parts.followsMetadata || !(await (moved ??= follow()))) return jsonOf(response);
    return jsonOf(await call(path, method, body, signal));
  };

  const bodyFor = async (name: string, key: readonly string[], { input, region }: RemoteCreation): Promise<object> => ({
    name,
    key: keyText(key),
    runner_name_selector: runnerName,
    crash_policy: "sleep",
    ...(input === undefined ? {} : { input: (await import("../wire/input.ts")).writeBodyInput(input) }),
    ...(region === undefined ? {} : { datacenter: region }),
  });

  const remember = (query: RemoteQuery, id: string): string => {
    if (query.by === "id") return id;
    const text = textOf(query);
    ids.delete(text);
    ids.set(text, id);
    for (const oldest of ids.keys()) {
      if (ids.size <= KNOWN) break;
      ids.delete(oldest);
    }
    return id;
  };

  return {
    base: () => base,
    known: (query) => (query.by === "id" ? query.id : ids.get(textOf(query))),
    async find(query, signal) {
      if (query.by === "id") return query.id;
      const { name, key, create } = query;
      if (create !== undefined) return remember(query, idOf((await manage("/actors", "PUT", await bodyFor(name, key, create), signal))["actor"]));
      const path = `/actors?name=${encodeURIComponent(name)}&key=${encodeURIComponent(keyText(key))}`;
      const { actors } = await manage(path, "GET", null, signal);
      const [actor] = Array.isArray(actors) ? actors : [];
      if (actor === undefined) throw actorError("actor/not_found", `There is no ${name} with the key ${JSON.stringify(key)}.`);
      return remember(query, idOf(actor));
    },
    async create(name, key, creation, signal) {
      return idOf((await manage("/actors", "POST", await bodyFor(name, key, creation), signal))["actor"]);
    },
  };
}

function textOf({ name, key }: RemoteQuery & { readonly by: "key" }): string {
  return `${name}/${keyText(key)}`;
}

function idOf(actor: unknown): string {
  const id = isPlainObject(actor) ? actor["actor_id"] : undefined;
  if (typeof id !== "string") throw new ManagerError("The server's answer names no actor.");
  return id;
}
