// RivetKit's own clients, unmodified, as npm has them. What they cannot do by themselves is told in docs/rivetkit-clients.md.

import { randomUUID } from "node:crypto";
import type { Encoding, Version } from "../peer-app/client.ts";
import { show } from "../../packages/runtime/test/show.ts";
import type { ScenarioName } from "../peer-app/scenarios.ts";
import { VALUES } from "../peer-app/values.ts";
import { openProxy } from "../support/proxy.ts";
import { expect, type Place, test } from "../support/peer-test.ts";

const VERSIONS: readonly Version[] = ["2.0.33", "2.2.1", "2.3.19"];
const PLACES: readonly Place[] = ["node", "page"];
const ENCODINGS: readonly Encoding[] = ["json", "cbor", "bare"];

const refuse = { group: "user", code: "too_big", message: "Too big", metadata: { max: 3, why: ["it", "is"] } };
const keepOut = { group: "user", code: "keep_out", message: "Keep out", metadata: { who: "intruder" } };
const masked = { group: "internal", code: "internal_error", message: expect.not.stringContaining("swordfish") };
const missing = { group: "action", code: "not_found", message: expect.any(String) };
const noActor = expect.objectContaining({ group: "actor", code: "not_found" });

/** Keys that are hard to write down, and which of them RivetKit 2.3 cannot say: it joins the parts by commas, and escapes nothing. */
const keys = [[], ["a", "b"], ["a/b", "c"], ["\\", "\\0", "/"], ["ü☃", "𝄞"], ["a", "", "b"], ["", ""], ["?x=1&y", "#%"]];
const oldKeys = [...keys, ["a,b"], [""]];

/** What RivetKit's clients themselves make of values before they send them as JSON. */
const LOST_IN_JSON: Readonly<Record<string, string>> = {
  undefined: "null",
  infinity: "null",
  date: '"2023-11-14T22:13:20.123Z"',
  map: "{}",
  set: "{}",
  floats: '{"0": 0.5}',
};

interface Part {
  readonly scenario: ScenarioName;
  /** It is about requests with a body. */
  readonly calls?: true;
  readonly argument?: (version: Version) => unknown;
  /** What must come of it. */
  readonly expected: (version: Version, encoding: Encoding) => unknown;
}

const parts: readonly Part[] = [
  {
    scenario: "calls",
    expected: (_version, encoding) => ({
      two: 2,
      five: 5,
      later: "x",
      nothing: encoding === "json" ? "null" : "undefined",
      about: { name: "desk", key: [expect.any(String)], title: "untitled" },
    }),
  },
  {
    scenario: "creation",
    expected: () => ({
      made: "made",
      again: expect.objectContaining({ group: "actor", code: "duplicate_key" }),
      byId: "made",
      sameId: true,
    }),
  },
  { scenario: "missingActors", calls: true, expected: () => [noActor, noActor] },
  { scenario: "errors", expected: () => ({ refuse, crash: masked, missing }) },
  { scenario: "keys", calls: true, argument: keysOf, expected: keysOf },
  { scenario: "keysConnected", argument: keysOf, expected: keysOf },
  { scenario: "input", argument: () => ["first ☃", "second"], expected: () => ["first ☃", "first ☃"] },
  {
    scenario: "params",
    argument: () => "ann",
    expected: () => ({
      called: { params: { user: "ann" }, state: "ann" },
      connected: { params: { user: "ann" }, state: "ann" },
      anonymous: { params: null, state: "nobody" },
    }),
  },
  { scenario: "refusedCall", calls: true, expected: () => keepOut },
  { scenario: "refusedConnection", expected: () => keepOut },
  {
    scenario: "connection",
    expected: () => ({
      first: 1,
      last: 111,
      heard: [["count", 1, 1], ["once", 1, 1], ["count", 11, 10]],
      whispered: "psst",
    }),
  },
  {
    scenario: "connectionErrors",
    expected: () => ({ refuse, crash: masked, missing, after: "untitled", ofConnection: [] }),
  },
  // Older clients take the id 0 for none, and the error for one of the connection.
  { scenario: "firstActionFails", expected: (version) => ({ refuse, ofConnection: version === "2.3.19" ? 0 : 1 }) },
  { scenario: "concurrency", expected: () => Array.from({ length: 50 }, (_, i) => i + 1) },
  { scenario: "kv", expected: () => ({ listed: [["note", "milk"]], recalled: "milk", missing: null }) },
  { scenario: "fetch", expected: () => [201, "yes", "GET /notes/a%20b?x=1&y=%2F yes: "] },
  { scenario: "fetchNothing", expected: () => [204, null, ""] },
  {
    scenario: "fetchWithBody",
    calls: true,
    expected: () => [201, "yes", "POST /notes/a%20b?x=1&y=%2F yes: milk ☃"],
  },
  {
    scenario: "webSocket",
    expected: () => ({ messages: ["welcome", "hello ☃", "Uint8Array(1, 2, 255)"], code: 4001, reason: "as you wish" }),
  },
  {
    scenario: "values",
    expected: (_version, encoding) =>
      Object.fromEntries(
        Object.entries(VALUES).map(([name, value]) => {
          const text = (encoding === "json" ? LOST_IN_JSON[name] : undefined) ?? show(value);
          return [name, [text, text, text]];
        }),
      ),
  },
  { scenario: "destroys", expected: () => 1 },
];

function keysOf(version: Version): readonly (readonly string[])[] {
  return version === "2.3.19" ? keys : oldKeys;
}

for (const version of VERSIONS) {
  for (const place of version === "2.2.1" ? (["node"] as const) : PLACES) {
    test.describe(`RivetKit ${version} in ${place === "node" ? "Node" : "a page"}`, () => {
      // It streams every body, which Chromium does over HTTP/2 alone: actions are called over connections.
      const byConnection = version === "2.3.19" && place === "page";
      for (const { scenario, calls, argument, expected } of parts) {
        if (byConnection && calls === true) continue;
        // It gives the answer a body, which Chromium refuses.
        if (version === "2.0.33" && place === "page" && scenario === "fetchNothing") continue;
        test(scenario, async ({ shared, open }) => {
          const stage = await open(place);
          for (const encoding of ENCODINGS) {
            const setting = { version, encoding, endpoint: shared.url, key: randomUUID(), byConnection };
            const result = await stage.play(scenario, setting, argument?.(version));
            expect.soft(result, encoding).toEqual(expected(version, encoding));
          }
        });
      }
    });
  }
}

test.describe("what clients cannot do by themselves", () => {
  test("RivetKit 2.3.19 in a page: send a body over HTTP/1.1", async ({ shared, open, page }) => {
    const failed = page.waitForEvent("requestfailed", (request) => request.method() === "POST");
    const stage = await open("page");
    const setting = { version: "2.3.19", encoding: "json", endpoint: shared.url, key: randomUUID() } as const;
    await expect(stage.play("calls", setting)).rejects.toThrow("Failed to fetch");
    expect((await failed).failure()?.errorText).toMatch(/^net::ERR_(ALPN_NEGOTIATION_FAILED|H2_OR_QUIC_REQUIRED)$/);
  });

  test("RivetKit 2.3.19: name an actor by a key with a comma in it, or by one empty part", async ({ shared, open }) => {
    const stage = await open("node");
    const setting = { version: "2.3.19", encoding: "json", endpoint: shared.url, key: randomUUID() } as const;
    const hard = [[`${setting.key},b`], [`${setting.key}`, "a,b", ""]];
    expect(await stage.play("keys", setting, [...hard, [""]])).toEqual([[setting.key, "b"], [setting.key, "a", "b", ""], []]);
    expect(await stage.play("keysCreated", setting, hard)).toEqual(hard);
  });

  test("RivetKit 2.0.33 in a page: take an answer without a body", async ({ shared, open }) => {
    const stage = await open("page");
    const setting = { version: "2.0.33", encoding: "json", endpoint: shared.url, key: randomUUID() } as const;
    await expect(stage.play("fetchNothing", setting)).rejects.toThrow("null body status cannot have body");
  });
});

for (const place of PLACES) {
  test(`RivetKit 2.0.33 in ${place === "node" ? "Node" : "a page"} comes back to a server that was killed and started again`, async ({
    own,
    open,
  }) => {
    const stage = await open(place);
    await stage.watch({ version: "2.0.33", encoding: "bare", endpoint: own.url, key: randomUUID() });
    expect(await stage.increment(1)).toBe(1);
    await own.kill();
    await expect.poll(async () => (await stage.told()).statuses.at(-1)).toBe("close");
    // Asked while nobody is there: sent when somebody is.
    const later = stage.increment(10);
    await own.start();
    expect(await later).toBe(11);
    expect(await stage.increment(100)).toBe(111);
    expect(await stage.told()).toEqual({ counts: [0, 1, 11, 111], statuses: ["open", "close", "open"], status: "connected" });
    await stage.end();
  });

  test(`RivetKit 2.3.19 in ${place === "node" ? "Node" : "a page"} comes back over a connection that broke, and gives up on a server that is away`, async ({
    own,
    open,
  }) => {
    const proxy = await openProxy(own.port);
    const stage = await open(place);
    const setting = { version: "2.3.19", encoding: "bare", endpoint: proxy.url, key: randomUUID() } as const;
    await stage.watch(setting);
    expect(await stage.increment(1)).toBe(1);
    proxy.down();
    proxy.up();
    await expect.poll(async () => (await stage.told()).statuses).toEqual(["open", "close", "open"]);
    expect(await stage.increment(10)).toBe(11);
    expect((await stage.told()).counts).toEqual([0, 1, 11]);
    await own.kill();
    await expect.poll(async () => (await stage.told()).status).toBe("idle");
    await own.start();
    await stage.end();
    await stage.watch(setting);
    expect(await stage.increment(100)).toBe(111);
    await stage.end();
    await proxy.close();
  });
}
