// Both doors to a client find the same server, and speak to it as the same.

import { afterEach, describe, expect, test, vi } from "vitest";
import { createClient as createLocal } from "../../src/browser/create-client.ts";
import type { ClientConfig } from "../../src/browser/client-config.ts";
import { createClient as createRemote } from "../../src/browser/create-remote-client.ts";
import { actor } from "../../src/definition/actor.ts";
import { setup } from "../../src/definition/registry.ts";

const registry = setup({
  use: { plain: actor({ state: {}, actions: { get: () => 1 } }), synced: actor({ state: {}, sync: true, actions: { get: () => 1 } }) },
});

const urls: string[] = [];
class Recorded {
  onopen = null;
  onclose = null;
  onmessage = null;
  onerror = null;
  constructor(url: string) {
    urls.push(url);
  }
  send() {}
  close() {}
}

afterEach(() => {
  urls.length = 0;
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
});

/** What a call by the door asks for: its URL and the token that it shows. */
async function asked(door: (config: ClientConfig) => { plain: { get(key: string): { get(): Promise<number> } }; dispose(): Promise<void> }, config: ClientConfig) {
  const requests: string[] = [];
  const client = door({
    ...config,
    fetch: (input, init) => {
      const { searchParams, origin, pathname } = new URL(String(input));
      requests.push([origin + pathname, searchParams.get("namespace") ?? searchParams.get("rvt-namespace"), new Headers(init?.headers).get("x-rivet-token")].join(" "));
      return Promise.reject(new TypeError("nobody is there"));
    },
  });
  await client.plain.get("a").get().catch(() => {});
  await client.dispose();
  return requests[0];
}

/** Where the door's replicas connect to. */
async function connected(config: ClientConfig): Promise<string | undefined> {
  const client = createLocal({ ...config, registry, storage: "memory", WebSocket: Recorded });
  client.synced.getOrCreate("a").connect();
  await expect.poll(() => urls.length).toBeGreaterThan(0);
  await client.dispose();
  return urls.at(-1);
}

interface Case {
  readonly name: string;
  readonly config?: ClientConfig;
  readonly env?: Record<string, string>;
  readonly page?: string;
  readonly socket: string;
}

const cases: readonly Case[] = [
  { name: "nothing said", socket: "ws://127.0.0.1:6420/sync" },
  { name: "the environment", env: { RIVET_ENDPOINT: "https://rivet.example/base/" }, socket: "wss://rivet.example/base/sync" },
  {
    name: "the environment, with whom",
    env: { RIVET_ENDPOINT: "https://ns:t%2Fk@rivet.example" },
    socket: "wss://rivet.example/sync",
  },
  {
    name: "whom alone by the environment",
    config: { endpoint: "http://a.example" },
    env: { RIVET_NAMESPACE: "ns", RIVET_TOKEN: "tk" },
    socket: "ws://a.example/sync",
  },
  { name: "the page before the environment", page: "https://app.example", env: { RIVET_ENDPOINT: "https://no.example" }, socket: "wss://app.example/api/rivet/sync" },
  { name: "an endpoint before both", config: { endpoint: "wss://own.example/x" }, page: "https://app.example", env: { RIVET_ENDPOINT: "https://no.example" }, socket: "wss://own.example/x/sync" },
  { name: "whom apart from the endpoint", config: { endpoint: "http://a.example", namespace: "ns", token: "tk" }, socket: "ws://a.example/sync" },
];

describe("where and as whom", () => {
  test.each(cases)("$name", async ({ config = {}, env = {}, page, socket }) => {
    for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
    if (page !== undefined) vi.stubGlobal("location", { origin: page });
    const remote = await asked((own) => createRemote<typeof registry>(own), config);
    expect(await asked((own) => createLocal({ ...own, registry, storage: "memory", WebSocket: Recorded }), config)).toBe(remote);
    expect(await asked((own) => createLocal<typeof registry>(own), config)).toBe(remote);
    expect(remote).toMatch(socket.replace(/^ws/, "http").replace(/\/sync$/, ""));
    expect(await connected(config)).toBe(socket);
  });

  test.each([
    [{ endpoint: "nowhere" }, "http(s)"],
    [{ endpoint: "http://:secret@a" }, "without a namespace"],
    [{ endpoint: "http://ns:secret@a", token: "other" }, "token is one, too"],
    [{ endpoint: "http://a?b=c" }, "query"],
  ])("%o is refused by both: %s", (config, problem) => {
    for (const door of [() => createLocal(config), () => createRemote(config), () => createLocal({ ...config, registry })]) {
      expect(door).toThrow(problem);
      expect(door).toThrow(expect.objectContaining({ group: "definition", code: "invalid" }) as Error);
      expect(door).not.toThrow("secret");
    }
  });
});
