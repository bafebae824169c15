import { pathToFileURL } from "node:url";
import type { Registry } from "@rivulet/runtime";
import { expect, test } from "vitest";
import { buildApp } from "./app.ts";

const MAIN = 'import { registry } from "./registry.ts";\nconsole.log("MAIN", registry);\n';

const REGISTRY = `// The first line.
import { actor, read, serverOnly, setup } from "@rivulet/runtime";
import { mkdir } from "node:fs/promises";
import bank, { fee, type Rate } from "./bank.server.ts";
import { rights } from "./rights.server.ts";
import { audit, clean } from "./both.ts";
import "./always.ts";

// SECRET-COMMENT about the pool
const pool = bank.connect("SECRET-POOL"), most = 12;

/** SECRET-DOC of a helper. */
function log(rate: Rate): typeof pool {
  audit(rate);
  return pool;
}

export const account = actor({
  // KEPT-COMMENT
  state: { cents: 0 },
  vars: { secret: "SECRET-VARS" },
  sync: {
    version: 7,
    /** SECRET-VIEW-DOC */
    view: (c, state) => ({ cents: state.cents, key: rights("SECRET-VIEW") }), // SECRET-VIEW-BEHIND
    audience(c) { return "SECRET-AUDIENCE"; },
    self,
  },
  /** SECRET-HOOK-DOC */
  createVars: () => ({ secret: log(1) }),
  createConnState: (c, params: { token: string }) => ({ user: bank.check(params.token, "SECRET-CONN-STATE") }),
  onBeforeConnect() { "SECRET-BEFORE-CONNECT"; }, // SECRET-BEHIND
  async onConnect(c) {
    await mkdir("SECRET-CONNECT", { recursive: true });
  },
  onDisconnect: (c) => void "SECRET-DISCONNECT",
  "onWake": (c) => log(2),
  onSleep,
  onDestroy: (c) => c.log.info("SECRET-DESTROY"),
  onStateChange(c) { c.log.info("SECRET-CHANGE"); },
  onBeforeActionResponse: (c, name, args, output) => ("SECRET-RESPONSE", output),
  onRequest: async (c, request) => new Response("SECRET-REQUEST"),
  onWebSocket(c, socket) { socket.send("SECRET-SOCKET"); },
  onCreate(c) { c.state.cents = "KEPT-CREATE".length; },
  options: { sleepTimeout: 1_234, canHibernateWebSocket: () => "SECRET-HIBERNATE" === "" },
  actions: {
    put(c, cents: number) {
      if (cents > most) throw new Error(clean("KEPT-ACTION"));
      c.state.cents += cents;
    },
    pay: serverOnly((c, cents: number) => fee(cents, "SECRET-PAY")),
    payLater: serverOnly(onPaid),
    fetch: async (c) => "SECRET-ASYNC",
    check: read(async (c) => "SECRET-READ"),
    look: read((c) => "KEPT-READ"),
  },
});

function onSleep() { return "SECRET-SLEEP"; }
function self() { return rights("SECRET-SELF"); }
const onPaid = () => "SECRET-PAID";

export const registry = setup({ use: { account } });
`;

const FILES = {
  "src/main.ts": MAIN,
  "src/registry.ts": REGISTRY,
  "src/bank.server.ts": 'console.log("SECRET-BANK");\nexport type Rate = number;\nexport const fee = (cents: number, key: string) => cents;\nexport default { connect: (at: string) => at, check: (a: string, b: string) => a + b };\n',
  "src/both.ts": 'export const audit = (x: unknown) => console.log("SECRET-AUDIT", x);\nexport const clean = (text: string) => "KEPT-BOTH" + text;\n',
  "src/rights.server.ts": 'export const rights = (key: string) => `SECRET-RIGHTS ${key}`;\n',
  "src/always.ts": 'console.log("KEPT-EFFECT");\n',
};

const secretsIn = (text: string): readonly string[] => [...new Set(text.match(/SECRET-[A-Z-]+/g))];

test.each([false, true])("a client has nothing that only the server runs, in its source maps neither (minified: %s)", async (minify) => {
  const { output, sources, warnings } = await buildApp(FILES, { minify });
  // A module that both sides import is shown whole by source maps: what of it a bundler leaves out is its own affair.
  const { "src/both.ts": both = "", ...own } = sources;
  expect(secretsIn(output.replaceAll(JSON.stringify(both).slice(1, -1), ""))).toEqual([]);
  for (const kept of ["KEPT-ACTION", "KEPT-READ", "KEPT-BOTH", "KEPT-EFFECT", "KEPT-CREATE", "KEPT-COMMENT", "1234"]) expect(output).toContain(kept);
  expect(Object.keys(own).sort()).toEqual(["src/always.ts", "src/main.ts", "src/registry.ts"]);
  expect(warnings).toEqual([]);
});

test("without the plugin the same app has them all", async () => {
  const registry = REGISTRY.replace(/^.*node:fs.*\n/m, "").replace(/await mkdir.*/, "");
  const { output } = await buildApp({ ...FILES, "src/registry.ts": registry }, { isPlain: true });
  expect(secretsIn(output).length).toBeGreaterThan(20);
});

test("what is left stands on the lines on which it was written", async () => {
  const { sources } = await buildApp(FILES);
  const [before, after] = [REGISTRY, sources["src/registry.ts"] ?? ""].map((text) => text.split("\n"));
  expect(after).toHaveLength(before?.length ?? 0);
  for (const line of ["// The first line.", "  state: { cents: 0 },", "      c.state.cents += cents;", "    look: read((c) => \"KEPT-READ\"),"]) {
    expect(after?.indexOf(line)).toBe(before?.indexOf(line));
  }
});

test("the marks stay: clients know what not to predict", async () => {
  const { sources } = await buildApp(FILES);
  const text = sources["src/registry.ts"] ?? "";
  expect(text).toContain("pay: serverOnly(() => {}),");
  expect(text).toContain("payLater: serverOnly(() => {}),");
  expect(text).toContain("check: read(async () => {}),");
  expect(text).toMatch(/"?fetch"?: async \(\) => \{\},/);
});

test("what is left is a definition", async () => {
  const { entry } = await buildApp({ ...FILES, "src/main.ts": 'import { registry } from "./registry.ts";\nglobalThis.builtRegistry = registry;\n' }, { minify: true });
  await import(/* @vite-ignore */ pathToFileURL(entry).href);
  const { config } = (globalThis as unknown as { builtRegistry: Registry }).builtRegistry.config.use["account"] ?? {};
  expect(Object.keys(config ?? {})).toEqual(["state", "sync", "onCreate", "options", "actions"]);
  expect(Object.keys(config?.options ?? {})).toEqual(["sleepTimeout"]);
  expect(Object.keys(config?.actions ?? {})).toEqual(["put", "pay", "payLater", "fetch", "check", "look"]);
});

test("what others have loaded is stripped as well", async () => {
  const virtual = {
    name: "virtual",
    resolveId: (id: string) => (id === "virtual:registry" ? "\0virtual:registry.ts" : null),
    load: (id: string) => (id === "\0virtual:registry.ts" ? 'import { actor } from "rivetkit";\nexport const a = actor({ state: "KEPT-STATE", onWake: () => "SECRET-WAKE" });' : null),
  };
  const { output } = await buildApp(
    { "src/main.ts": 'import { a } from "virtual:registry";\nconsole.log(a);' },
    { plugins: [virtual, { name: "alias", config: () => ({ resolve: { alias: { rivetkit: "@rivulet/runtime" } } }) }] },
  );
  expect(output).toContain("KEPT-STATE");
  expect(output).not.toContain("SECRET-WAKE");
});

test("what is built elsewhere is left alone, and said", async () => {
  const { output, warnings } = await buildApp({
    "src/main.ts": MAIN,
    "src/registry.ts": `import { actor, setup } from "@rivulet/runtime";
const hooks = { onWake: () => "LEFT-SPREAD" };
const config = { state: 1, onWake: () => "LEFT-CONFIG" };
const spread = actor({ state: 1, ...hooks, onSleep: () => "SECRET-SLEEP" });
export const registry = setup({ use: { spread, config: actor(config) } });`,
  });
  expect(secretsIn(output)).toEqual([]);
  expect(output).toContain("LEFT-SPREAD");
  expect(output).toContain("LEFT-CONFIG");
  expect(warnings).toHaveLength(2);
  expect(warnings[0]).toMatch(/src\/registry\.ts:4: a definition is spread from elsewhere: .*Write it out in the call of actor\(\)/);
  expect(warnings[1]).toMatch(/src\/registry\.ts:5: a definition is built elsewhere: /);
});
