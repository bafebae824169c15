// What one connection may ask for, over RivetKit's WebSocket and HTTP, and over the sync protocol of a real server.

import { Agent, type IncomingMessage, request } from "node:http";
import { once } from "node:events";
import { json, makeLimiter, memoryStorage, SILENT, type ToClient } from "@rivulet/runtime/host";
import { createClient } from "@rivulet/runtime/local";
import { afterEach, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { serve } from "../../src/node/serve.ts";
import { registry } from "../fixtures/registry.ts";
import { fakeGateway } from "../support/fake-gateway.ts";
import { type SurfaceServer, surfaceServer, talk } from "../support/surface-server.ts";

let server: SurfaceServer | null = null;
afterEach(async () => {
  await server?.stop();
  server = null;
});

/** A server of three at once and one a second, whose clock stands still until it is moved. */
async function limited() {
  const gateway = fakeGateway();
  await gateway.create("counter", ["a"], undefined);
  const clock = { now: 1_000_000 };
  const own = await surfaceServer(gateway, { newLimiter: () => makeLimiter({ perSecond: 1, burst: 3 }, () => clock.now) });
  server = own;
  return { gateway, clock, url: own.url };
}
const act = (id: number): string | Uint8Array => json.toServer.encode({ t: "action", id, name: "echo", args: [id] });
const told = (frame: string | Uint8Array | undefined): ToClient => json.toClient.decode(frame ?? "");
const RATE = { group: "limit", code: "rate", metadata: { retryAfter: 2_000 } };

describe("over RivetKit's WebSocket", () => {
  test("an action too many fails by itself, with the time to try it again, and runs then", async () => {
    const { clock, gateway, url } = await limited();
    const client = await talk(url, "/gateway/id1/connect");
    for (let id = 0; id < 4; id++) client.say(act(id));
    await client.count(5);
    expect(client.heard.slice(1, 5).map(told).find(({ t }) => t === "error")).toMatchObject({ t: "error", actionId: 3, error: RATE });
    expect(gateway.connections[0]?.said).toHaveLength(3);
    clock.now += 2_000;
    client.say(act(4));
    await client.count(6);
    expect(told(client.heard[5])).toEqual({ t: "result", id: 4, output: 4 });
  });

  test("another connection has a rate of its own", async () => {
    const { url } = await limited();
    const [greedy, modest] = [await talk(url, "/gateway/id1/connect"), await talk(url, "/gateway/id1/connect")];
    for (let id = 0; id < 9; id++) greedy.say(act(id));
    await greedy.count(10);
    modest.say(act(1));
    await modest.count(2);
    expect(told(modest.heard[1])).toEqual({ t: "result", id: 1, output: 1 });
  });

  test("subscriptions on and off without end are hung up on: they have no id to be refused by", async () => {
    const { url } = await limited();
    const client = await talk(url, "/gateway/id1/connect");
    for (let i = 0; i < 4; i++) client.say(json.toServer.encode({ t: "listen", event: "e", on: i % 2 === 0 }));
    expect(await client.closed).toBe("1011 limit.rate");
    expect(told(client.heard.at(-1))).toMatchObject({ t: "error", actionId: null, error: RATE });
  });
});

describe("over HTTP", () => {
  interface Answer {
    readonly status: number | undefined;
    readonly retryAfter: string | undefined;
    readonly body: unknown;
  }
  const ask = async (agent: Agent, url: string, method = "POST"): Promise<Answer> => {
    const asked = request(`${url}/gateway/id1/action/echo`, { agent, method, headers: { origin: "https://a.example" } });
    asked.end(method === "POST" ? '{"args":[1]}' : "");
    const [response] = (await once(asked, "response")) as [IncomingMessage];
    let text = "";
    for await (const chunk of response) text += String(chunk);
    const { statusCode: status, headers } = response;
    if (status === 429) expect(headers["access-control-allow-origin"]).toBe("https://a.example");
    return { status, retryAfter: headers["retry-after"], body: text === "" ? null : JSON.parse(text) };
  };

  test("a request too many is answered 429, with Retry-After and the error in its body, and the next connection's is not", async () => {
    const { clock, url } = await limited();
    const [one, other] = [0, 1].map(() => new Agent({ keepAlive: true, maxSockets: 1 })) as [Agent, Agent];
    for (let i = 0; i < 3; i++) expect(await ask(one, url)).toMatchObject({ status: 200 });
    expect(await ask(one, url)).toMatchObject({ status: 429, retryAfter: "2", body: RATE });
    expect(await ask(one, url, "OPTIONS")).toMatchObject({ status: 204 });
    expect(await ask(other, url)).toMatchObject({ status: 200 });
    clock.now += 2_000;
    expect(await ask(one, url)).toMatchObject({ status: 200, body: { output: 1 } });
    for (const agent of [one, other]) agent.destroy();
  });
});

describe("of a server", () => {
  test("`rateLimit` is for all that it speaks, and a client with replicas comes again by itself", async () => {
    const real = await serve(registry, { port: 0, storage: memoryStorage(), logger: SILENT, rateLimit: { perSecond: 10, burst: 5 } });
    const client = createClient<typeof registry>({ endpoint: real.url, registry, storage: "memory", WebSocket });
    const conn = client.log.getOrCreate(["x"]).connect();
    const outputs: number[] = [];
    for (let i = 0; i < 12; i++) outputs.push(await conn.write(String(i)));
    expect(outputs).toEqual(Array.from({ length: 12 }, (_, i) => i + 1));
    expect(conn.sync).toMatchObject({ pending: 0, rejected: 0 });
    const statuses = new Set<number>();
    for (let i = 0; i < 40; i++) {
      const response = await fetch(`${real.url}/gateway/log/action/write?rvt-method=get&rvt-key=x`, { method: "POST", body: '{"args":["http"]}' });
      statuses.add(response.status);
      // Only then is the connection used again.
      await response.text();
    }
    expect(statuses).toEqual(new Set([200, 429]));
    await client.dispose();
    await real.stop();
  });

  test.each([{ perSecond: 0, burst: 10 }, { perSecond: 1, burst: 1 }, { perSecond: Number.NaN, burst: 5 }, { perSecond: 1, burst: Infinity }])("%j is no rate", async (rateLimit) => {
    await expect(serve(registry, { port: 0, storage: memoryStorage(), rateLimit })).rejects.toMatchObject({ group: "definition", code: "invalid" });
  });
});
