// Random requests and openings of WebSockets, to the whole surface over real actors.

import { actor, setup, UserError } from "@rivulet/runtime";
import { json, makeGateway, makeHost, memoryStorage, SILENT } from "@rivulet/runtime/host";
import { afterAll, beforeAll, expect } from "vitest";
import type { Chance } from "../../runtime/test/fuzz/chance.ts";
import { fuzz } from "../../runtime/test/fuzz/fuzz.ts";
import { isDocumented } from "../../runtime/test/hostile-host.ts";
import { nodeRandom, nodeTimers } from "../src/node/platform.ts";
import { surfaceOf } from "./support/surface-server.ts";

const counter = actor({
  createState: (_c, input?: { start?: number }) => ({ count: typeof input?.start === "number" ? input.start : 0 }),
  actions: {
    add: (c, amount: number) => (c.state.count += Number.isFinite(amount) ? amount : 1),
    echo: (_c, ...values: unknown[]) => values,
    refuse() {
      throw new UserError("no", { code: "no", metadata: { max: 3 } });
    },
  },
  onRequest: async (_c, request) => new Response(await request.text(), { status: 207 }),
  onWebSocket: (_c, socket) => socket.addEventListener("message", ({ data }) => socket.send(data)),
});
const registry = setup({ use: { counter } });

const host = makeHost(registry, { storage: memoryStorage(), timers: nodeTimers(), random: nodeRandom(), log: SILENT });
const surface = surfaceOf(makeGateway(host), { adminToken: "t" });
let id = "";
const add = async (): Promise<unknown> => {
  const response = await surface.fetch(new Request(`http://h/gateway/counter/action/add?rvt-method=getOrCreate&rvt-key=good`, { method: "POST", body: '{"args":[1]}' }));
  return ((await response.json()) as { output: unknown }).output;
};
const unhandled: unknown[] = [];
const note = (error: unknown): void => void unhandled.push(error);
beforeAll(async () => {
  process.on("unhandledRejection", note);
  const { actor: found } = await makeGateway(host).resolve({ by: "key", name: "counter", key: ["a"], create: { input: undefined } });
  ({ id } = found);
});
afterAll(async () => {
  process.off("unhandledRejection", note);
  await host.stop();
});

const METHODS = ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "QUERY", "get"];
const PATHS = (): readonly string[] => [
  "/", "/health", "/metadata", "/openapi.json", "/actors", `/actors/${id}`, "/actors/names", `/actors?actor_ids=${id},x`, "/actors?name=counter&key=a", "/actors?name=counter",
  `/gateway/${id}/action/add`, `/gateway/${id}@token/action/echo`, `/gateway/${id}/request/some/path?x=1`, `/gateway/${id}/health`, `/gateway/${id}/metadata`, `/gateway/${id}/connect`, `/gateway/${id}/websocket/x`,
  "/gateway/counter/action/refuse?rvt-method=getOrCreate&rvt-key=a,b", "/gateway/counter/request/?rvt-method=get&rvt-key=a", "/gateway/counter/action/add?rvt-method=getOrCreate&rvt-input=oWVzdGFydAU", "/action/add", "/request/x",
];
const BODIES = ['{"args":[1,{"a":[2]}]}', '{"name":"counter","key":"a/b","input":"oWVzdGFydAU="}', '{"name":"counter","key":null}', "", "[]"];

function requestOf(chance: Chance): Request | null {
  const [path, query] = chance.pick(PATHS()).split("?", 2) as [string, string?];
  const spoiltPath = chance.oneIn(3) ? chance.scratched(path) : path;
  const spoiltQuery = query === undefined ? (chance.oneIn(6) ? chance.text() : undefined) : chance.oneIn(2) ? chance.scratched(query) : query;
  const base = chance.oneIn(2) ? "" : "/api/rivet";
  const method = chance.pick(METHODS);
  const headers: [string, string][] = [];
  const say = (name: string, value: string, often: number): void => void (chance.oneIn(often) && headers.push([name, chance.oneIn(4) ? chance.text() : value]));
  say("x-rivet-encoding", chance.pick(["json", "cbor", "bare"]), 2);
  say("x-rivet-conn-params", '{"user":"a"}', 4);
  say("x-rivet-target", "actor", 4);
  say("x-rivet-actor", id, 4);
  say("origin", "https://a.example", 4);
  say("authorization", "Bearer x", 6);
  say("content-length", "5", 8);
  say("sec-websocket-protocol", `rivet, rivet_encoding.${chance.pick(["json", "bare", "x"])}, rivet_conn_params.%7B%7D`, 3);
  const text = chance.pick(BODIES);
  const body = chance.oneIn(5) ? chance.bytes(300) : chance.oneIn(2) ? chance.scratched(text) : text;
  try {
    return new Request(`http://host${base}${spoiltPath}${spoiltQuery === undefined ? "" : `?${spoiltQuery}`}`, {
      method,
      headers,
      ...(method !== "GET" && method !== "get" && method !== "HEAD" && { body: body as BodyInit }),
    });
  } catch {
    // What cannot even be a request of the web never gets so far.
    return null;
  }
}

/** An opening of a WebSocket, and something said over it. */
function speak(chance: Chance, request: Request): void {
  const opening = surface.open(request);
  if (opening === null) return;
  const closed: string[] = [];
  const events = opening.start({ send() {}, buffered: () => 0, close: (code, reason) => void closed.push(`${code} ${reason}`) });
  const good = [json.toServer.encode({ t: "action", id: 1, name: "echo", args: [1] }), json.toServer.encode({ t: "listen", event: "e", on: true })] as string[];
  for (let i = chance.below(4); i >= 0; i--) events.message(chance.oneIn(4) ? chance.bytes() : chance.oneIn(2) ? chance.scratched(chance.pick(good)) : chance.pick(good));
  events.closed(1000, "");
}

let most = 0;
fuzz("requests", async (chance, number) => {
  const request = requestOf(chance);
  if (request === null) return;
  if (chance.oneIn(5)) speak(chance, request.clone());
  const response = await surface.fetch(request);
  const text = await response.text();
  const { status } = response;
  expect(status).toBeLessThan(600);
  if (status >= 400 && request.method !== "HEAD") {
    const { group, code } = JSON.parse(text) as { group: string; code: string };
    if (!isDocumented(group, code)) expect({ group, code, status }).toBe("an error of the table");
    // Nothing here has a fault: whatever is wrong is wrong with the request.
    if (status >= 500) expect({ url: request.url, status, text }).toBe("no fault of the server");
  }
  if (unhandled.length > 0) throw unhandled[0];
  if (number % 200 === 0) expect(await add()).toBe(++most);
});
