import { actorError, type ActorInfo, type Gateway, isError, keyText, readBodyInput, readBytes, readKeyText, SERVER_LIMITS, toBase64 } from "@rivulet/runtime/host";
import type { Context, Hono } from "hono";
import { readBody } from "./body.ts";
import { corsHeaders } from "./cors.ts";
import { bearerOf, isSame } from "./secret.ts";

/** Ids in one question. */
const MOST_IDS = 32;

/** An actor as RivetKit's clients know it. */
function described({ id, name, key, createdAt }: ActorInfo) {
  return {
    actor_id: id,
    name,
    key: keyText(key),
    namespace_id: "default",
    runner_name_selector: "default",
    create_ts: createdAt,
    connectable_ts: createdAt,
    destroy_ts: null,
  };
}

/** Finds, lists, makes and destroys actors, and shows what they store. */
export function addActorRoutes(app: Hono, gateway: Gateway, adminToken: string | null): void {
  const reply = (c: Context, body: object): Response => c.json(body, 200, corsHeaders(c.req.raw));

  app.get("/actors", async (c) => {
    const actors = await find(gateway, c.req.query());
    return reply(c, { actors: actors.map(described) });
  });

  app.get("/actors/names", (c) => {
    const names = Object.fromEntries(gateway.names.map((name) => [name, { metadata: {} }]));
    return reply(c, { names });
  });

  app.put("/actors", async (c) => {
    const { name, key, input } = await readCreation(c.req.raw);
    const { actor, isNew } = await gateway.resolve({ by: "key", name, key, create: { input } });
    return reply(c, { actor: described(actor), created: isNew });
  });

  app.post("/actors", async (c) => {
    const { name, key, input } = await readCreation(c.req.raw);
    return reply(c, { actor: described(await gateway.create(name, key, input)) });
  });

  app.delete("/actors/:id", async (c) => {
    requireAdmin(c, adminToken, "Destroying an actor");
    await gateway.destroy(c.req.param("id"));
    return reply(c, {});
  });

  app.get("/actors/:id/kv/keys/:key", async (c) => {
    requireAdmin(c, adminToken, "Reading what an actor stores");
    const value = await gateway.readKv(c.req.param("id"), readBytes(c.req.param("key")));
    return reply(c, { value: value === null ? null : toBase64(value) });
  });
}

/** Throws `auth/forbidden` unless a request shows the admin token: as bearer, or as RivetKit's inspector does. */
function requireAdmin({ req }: Context, adminToken: string | null, what: string): void {
  if (adminToken === null) throw actorError("auth/forbidden", `${what} takes an admin token, and this server has none. Set RIVET_TOKEN.`);
  const shown = bearerOf(req.header("authorization")) ?? req.header("x-rivet-token");
  if (shown === undefined || !isSame(shown, adminToken)) throw actorError("auth/forbidden", `${what} takes the admin token.`);
}

async function find(gateway: Gateway, { actor_ids: ids, name, key }: Record<string, string>): Promise<readonly ActorInfo[]> {
  if (ids !== undefined) {
    if (name !== undefined || key !== undefined) throw actorError("request/invalid", "Ask by actor_ids, or by name and key.");
    const list = [...new Set(ids.split(",").map((id) => id.trim()))].filter((id) => id !== "");
    if (list.length > MOST_IDS) throw actorError("request/invalid", `At most ${MOST_IDS} ids can be asked for at once.`);
    return gateway.list(list);
  }
  if (name === undefined) throw actorError("request/invalid", "Ask by actor_ids, or by name and key.");
  if (key === undefined) return gateway.listByName(name);
  try {
    return [(await gateway.resolve({ by: "key", name, key: readKeyText(key) })).actor];
  } catch (error) {
    if (isError(error, "actor/not_found")) return [];
    throw error;
  }
}

/** What a body of `PUT /actors` and `POST /actors` asks for. */
async function readCreation(request: Request): Promise<{ readonly name: string; readonly key: readonly string[]; readonly input: unknown }> {
  const text = await readBody(request, SERVER_LIMITS.clientFrame, true);
  const { name, key, input } = parseObject(typeof text === "string" ? text : new TextDecoder().decode(text));
  if (typeof name !== "string") throw actorError("request/invalid", "The body has no `name`.");
  if (!isTextOrNothing(key)) throw actorError("request/invalid", "`key` is a text.");
  if (!isTextOrNothing(input)) throw actorError("request/invalid", "`input` is a text: base64 of CBOR.");
  return { name, key: readKeyText(key ?? ""), input: typeof input === "string" ? readBodyInput(input) : undefined };
}

function isTextOrNothing(value: unknown): value is string | null | undefined {
  return value === undefined || value === null || typeof value === "string";
}

function parseObject(text: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = null;
  }
  if (typeof value !== "object" || value === null) throw actorError("request/invalid", "The body is no JSON object.");
  return { ...value };
}
