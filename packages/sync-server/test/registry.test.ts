// What setup() returns, served in every way.

import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { json, memoryStorage, type Registry, SILENT, type ToClient } from "@rivulet/runtime/host";
import { afterEach, describe, expect, test, vi } from "vitest";
import { listenerFor } from "../src/node/mount.ts";
import { attach, type Attached } from "../src/node/attach.ts";
import { readEnvironment } from "../src/node/environment.ts";
import { serve } from "../src/node/serve.ts";
import { makeRegistry } from "./fixtures/rivet.ts";
import { appFolder, freePort, program, urlOf } from "./support/cli.ts";
import { talk } from "./support/surface-server.ts";

const ACT = "/gateway/counter/action/$?rvt-method=getOrCreate&rvt-key=x";
const CONNECT = "/gateway/counter/connect?rvt-method=getOrCreate&rvt-key=x";
const add = (url: string): Request => new Request(url.replace("$", "add"), { method: "POST", body: '{"args":[1]}' });
const outputOf = async (response: Response): Promise<unknown> => ((await response.json()) as { output?: unknown }).output;
const told = (frame: string | Uint8Array | undefined): ToClient => json.toClient.decode(frame ?? "");
const quiet = () => ({ storage: memoryStorage(), logging: { baseLogger: SILENT }, noWelcome: true });

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
  vi.unstubAllEnvs();
});

/** A server of somebody's own: what is below /api/rivet is the registry's, by its handler and attached. */
async function ownServer(registry: Registry): Promise<{ url: string; attached: Attached; server: Server }> {
  const handler = listenerFor(registry.handler);
  const server = createServer((request, response) => {
    if (request.url?.startsWith("/api/rivet") === true) handler(request, response);
    else response.end("their own");
  });
  const attached = attach(server, registry);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  ends.push(async () => {
    await attached.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { url: `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`, attached, server };
}

describe("in a server of somebody's own", () => {
  test("actors are served below the base path, WebSockets too, and nothing else is touched", async () => {
    const { url } = await ownServer(makeRegistry(quiet()));
    expect(await (await fetch(`${url}/other`)).text()).toBe("their own");
    expect(await outputOf(await fetch(add(`${url}/api/rivet${ACT}`)))).toBe(1);
    const client = await talk(url, `/api/rivet${CONNECT}`);
    client.say(json.toServer.encode({ t: "action", id: 0, name: "add", args: [1] }));
    await client.count(2);
    expect(told(client.heard[1])).toEqual({ t: "result", id: 0, output: 2 });
    client.socket.close();
  });

  test("other upgrades are left to others", async () => {
    const { url, server, attached } = await ownServer(makeRegistry(quiet()));
    const seen: (string | undefined)[] = [];
    server.on("upgrade", (request, socket) => {
      if (request.url?.startsWith("/api/rivet/") === true) return;
      seen.push(request.url);
      socket.end("HTTP/1.1 418 Theirs\r\nConnection: close\r\n\r\n");
    });
    await expect(talk(url, "/gateway/counter/connect")).rejects.toThrow("418");
    await expect(talk(url, "/api/rivetless")).rejects.toThrow("418");
    await expect(talk(url, "/api/rivet/nowhere")).rejects.toThrow("404");
    expect(seen).toEqual(["/gateway/counter/connect", "/api/rivetless"]);
    await attached.close();
    await attached.close();
  });

  test("the path may be another", async () => {
    const registry = makeRegistry({ ...quiet(), serverless: { basePath: "/actors/here/" } });
    expect(await outputOf(await registry.handler(add(`http://localhost/actors/here${ACT}`)))).toBe(1);
    expect((await registry.handler(add(`http://localhost/api/rivet${ACT}`))).status).toBe(404);
  });
});

test("serve() and handler() answer without a port, and start nothing before they are asked", async () => {
  const registry = makeRegistry(quiet());
  const server = registry.serve();
  expect(await outputOf(await server.fetch(add(`http://localhost/api/rivet${ACT}`)))).toBe(1);
  expect(await outputOf(await registry.handler(add(`http://localhost${ACT}`)))).toBe(2);
});

test("a registry has one host, whoever asks first", async () => {
  const port = await freePort();
  const registry = makeRegistry({ ...quiet(), managerPort: port, managerHost: "127.0.0.1" });
  const { url } = await ownServer(registry);
  const started = registry.start();
  const outputs = await Promise.all([
    registry.handler(add(`http://localhost${ACT}`)).then(outputOf),
    registry.serve().fetch(add(`http://localhost/api/rivet${ACT}`)).then(outputOf),
    started.fetch(add(`http://localhost${ACT}`)).then(outputOf),
    fetch(add(`${url}/api/rivet${ACT}`)).then(outputOf),
  ]);
  expect([...outputs].sort()).toEqual([1, 2, 3, 4]);
  expect(await outputOf(await fetch(add(urlOf(port) + ACT)))).toBe(5);
  const elsewhere = serve(registry, { port: 0, storage: memoryStorage(), logger: SILENT });
  await expect(elsewhere).rejects.toMatchObject({ group: "definition", code: "invalid" });
  const second = await serve(registry, { port: 0 });
  expect(await outputOf(await fetch(add(second.url + ACT)))).toBe(6);
  await second.stop();
  // The others still use it.
  expect(await outputOf(await registry.handler(add(`http://localhost${ACT}`)))).toBe(7);
});

test("what could not be started is tried again", async () => {
  const failing = { ...quiet(), storage: Promise.reject(new Error("no disk today")) };
  failing.storage.catch(() => {});
  const registry = makeRegistry(failing);
  expect((await registry.handler(add(`http://localhost${ACT}`))).status).toBe(500);
  expect((await registry.handler(add(`http://localhost${ACT}`))).status).toBe(500);
});

test("options of the registry reach its surface", async () => {
  const registry = makeRegistry({ ...quiet(), maxIncomingMessageSize: 20, maxOutgoingMessageSize: 30, runner: { version: 9 }, token: "secret" });
  const ask = async (action: string, ...args: unknown[]) => {
    const response = await registry.handler(new Request(`http://localhost${ACT.replace("$", action)}`, { method: "POST", body: JSON.stringify({ args }) }));
    return ((await response.json()) as { code?: string }).code;
  };
  expect(await ask("echo", "x".repeat(30))).toBe("incoming_too_long");
  expect(await ask("who")).toBe("outgoing_too_long");
  expect(await (await registry.handler(new Request("http://localhost/metadata"))).json()).toMatchObject({ runner: { version: 9 } });
  const init = { method: "DELETE", headers: { authorization: "Bearer secret" } };
  expect((await registry.handler(new Request("http://localhost/actors/none", init))).status).toBe(404);
});

describe("the environment", () => {
  test("says where clients go, what version runs, who may destroy, and where data is kept", async () => {
    const folder = await mkdtemp(join(tmpdir(), "rivulet-env-"));
    ends.push(() => rm(folder, { recursive: true, force: true }));
    vi.stubEnv("RIVET_PUBLIC_ENDPOINT", "https://edge.example");
    vi.stubEnv("RIVET_NAMESPACE", "prod");
    vi.stubEnv("RIVET_PUBLIC_TOKEN", "public");
    vi.stubEnv("RIVET_RUNNER_VERSION", "12");
    vi.stubEnv("RIVET_TOKEN", "secret");
    vi.stubEnv("RIVETKIT_STORAGE_PATH", folder);
    const server = await serve(makeRegistry(), { port: 0 });
    expect(await (await fetch(`${server.url}/metadata`)).json()).toMatchObject({
      clientEndpoint: "https://edge.example",
      clientNamespace: "prod",
      clientToken: "public",
      runner: { version: 12 },
    });
    const init = { method: "DELETE", headers: { authorization: "Bearer secret" } };
    expect((await fetch(`${server.url}/actors/none`, init)).status).toBe(404);
    expect(await readdir(folder)).toContain("rivulet.sqlite");
    await server.stop();
  });

  test.each([
    ["RIVET_EXPOSE_ERRORS", "1", "the secret"],
    ["RIVET_EXPOSE_ERRORS", "0", "Internal error. Read the server logs for more details."],
    ["NODE_ENV", "development", "the secret"],
    ["NODE_ENV", "production", "Internal error. Read the server logs for more details."],
  ])("%s=%s shows callers %j", async (name, value, message) => {
    vi.stubEnv("NODE_ENV", "test");
    vi.stubEnv(name, value);
    const registry = makeRegistry(quiet());
    const response = await registry.handler(add(`http://localhost${ACT.replace("$", "fail")}`));
    expect([response.status, await response.json()]).toEqual([500, expect.objectContaining({ group: "internal", code: "internal_error", message })]);
  });

  test.each([
    ["RIVET_PORT", "http"],
    ["RIVET_PORT", "70000"],
    ["RIVET_RUNNER_VERSION", "1.5"],
    ["RIVET_LOG_LEVEL", "loud"],
    ["LOG_LEVEL", "loud"],
  ])("%s=%s is refused, by its name", (name, value) => {
    expect(() => readEnvironment({ [name]: value })).toThrow(name);
  });

  test("that says nothing leaves everything as it is", () => {
    const plain = { port: 6420, storagePath: ".rivulet/data", adminToken: null, inspectorToken: null, hasInspector: true, isDevelopment: false, runnerVersion: 1, exposeErrors: false, logLevel: "warn", client: {} };
    expect(readEnvironment({})).toEqual(plain);
    expect(readEnvironment({ RIVET_PORT: "", RIVET_TOKEN: "", RIVET_NAMESPACE: "x" })).toEqual(plain);
    expect(readEnvironment({ RIVET_LOG_LEVEL: "DEBUG", LOG_LEVEL: "error", RIVET_PORT: "0" })).toMatchObject({ logLevel: "debug", port: 0 });
    expect(readEnvironment({ RIVET_INSPECTOR_TOKEN: "t", RIVET_INSPECTOR_DISABLE: "1", NODE_ENV: "development" })).toMatchObject({ inspectorToken: "t", hasInspector: false, isDevelopment: true });
  });
});

test.each(["registry.start()", "registry.startRunner()"])("a program of one call, %s, serves its actors on RIVET_PORT", async (code) => {
  const folder = await appFolder();
  const port = await freePort();
  const cli = await program(folder, `import { registry } from "./registry.ts"; ${code};`, { RIVET_PORT: String(port) });
  await cli.says(`Rivulet is running at http://localhost:${port}`);
  expect(await (await fetch(`${urlOf(port)}/metadata`)).json()).toMatchObject({ actorNames: { log: {} } });
  cli.child.kill("SIGKILL");
  await cli.ended;
  expect(await readdir(join(folder, ".rivulet/data"))).toContain("rivulet.sqlite");
});

test("a program whose port is taken ends, and says so", async () => {
  const folder = await appFolder();
  const { server } = await ownServer(makeRegistry(quiet()));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const cli = await program(folder, `import { registry } from "./registry.ts"; registry.start({ managerHost: "127.0.0.1" });`, { RIVET_PORT: String(port) });
  expect((await cli.ended).code).toBe(1);
  expect(cli.output()).toContain("EADDRINUSE");
});

describe("what a registry was set up with", () => {
  test("goes for serve() too, where that says nothing else", async () => {
    const server = await serve(makeRegistry({ ...quiet(), managerPort: 0, managerBasePath: "/own", token: "t", runner: { version: 7 } }));
    ends.push(() => server.stop());
    expect(await (await fetch(`${server.url}/own/metadata`)).json()).toMatchObject({ runner: { version: 7 } });
    const refused = await fetch(`${server.url}/own/actors/none`, { method: "DELETE", headers: { authorization: "Bearer t" } });
    expect(refused.status).toBe(404);
    const other = await serve(makeRegistry({ ...quiet(), token: "t" }), { port: 0, adminToken: "u" });
    ends.push(() => other.stop());
    expect((await fetch(`${other.url}/actors/none`, { method: "DELETE", headers: { authorization: "Bearer t" } })).status).toBe(403);
  });

  test("says who may inspect, by a token that may change, or that nobody can", async () => {
    let token = "one";
    const server = await serve(makeRegistry({ ...quiet(), managerPort: 0, inspector: { token: () => token } }));
    ends.push(() => server.stop());
    const ask = async (shown: string) => (await fetch(`${server.url}/api/rivet/inspector/ask/kinds`, { headers: { authorization: `Bearer ${shown}` } })).status;
    expect([await ask("one"), await ask("two")]).toEqual([200, 403]);
    token = "two";
    expect([await ask("one"), await ask("two")]).toEqual([401, 200]);
    const none = await serve(makeRegistry({ ...quiet(), managerPort: 0, inspector: { enabled: false, token: () => "x" } }));
    ends.push(() => none.stop());
    expect((await fetch(`${none.url}/inspector/ask/kinds`, { headers: { authorization: "Bearer x" } })).status).toBe(404);
    expect(none.devtools).toBeNull();
  });

  test("goes for attach() too, path and storage", async () => {
    const registry = makeRegistry({ ...quiet(), serverless: { basePath: "/own" } });
    const { url } = await ownServer(registry);
    const client = await talk(url, `/own${CONNECT}`);
    client.say(json.toServer.encode({ t: "action", id: 0, name: "add", args: [1] }));
    await client.count(2);
    client.socket.close();
    // The same actors, in the same storage.
    expect(await outputOf(await registry.handler(add(`http://localhost/own${ACT}`)))).toBe(2);
  });

  test("is checked by whatever starts a server, and so is what is said then", async () => {
    const asInProduction = (options: object) => ({ ...makeRegistry(), config: { ...makeRegistry().config, ...options } });
    await expect(serve(asInProduction({ managerPort: 70_000 }))).rejects.toThrow("setup(): managerPort must be a whole number from 0 to 65535");
    expect(() => attach(null, asInProduction({ serverless: { basePth: "/" } }))).toThrow("Did you mean basePath?");
    const refused = await makeRegistry(quiet()).serve({ logging: { level: "loud" } } as object).fetch(add(`http://localhost${ACT}`)).catch((error: unknown) => error);
    expect(refused).toMatchObject({ group: "definition", code: "invalid", message: expect.stringContaining("serve(): logging.level") as string });
  });

  test("cannot be said in two ways while it runs", async () => {
    const registry = makeRegistry(quiet());
    const first = await serve(registry, { port: 0 });
    ends.push(() => first.stop());
    await expect(serve(registry, { port: 0, logger: { ...SILENT } })).rejects.toThrow("with another logger");
    await expect(serve(registry, { port: 0, logLevel: "debug" })).rejects.toThrow("with another level of logging");
    await (await serve(registry, { port: 0, logger: SILENT })).stop();
  });
});
