import { spawn } from "node:child_process";
import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, expectTypeOf, onTestFinished, test, vi } from "vitest";
import { actor } from "../src/definition/actor.ts";
import { setup } from "../src/definition/registry.ts";
import { UserError } from "../src/errors/actor-error.ts";
import { SILENT } from "../src/ports/logger.ts";
import { setupTest, type TestContext } from "../src/testing/setup-test.ts";

const HOUR = 3_600_000;

const reminder = actor({
  state: { said: [] as string[] },
  options: { sleepTimeout: 60_000, actionTimeout: 5_000 },
  onWake: (c) => void c.state.said.push("woke"),
  onSleep: (c) => void c.state.said.push("slept"),
  actions: {
    remind: (c, text: string, ms: number) => c.schedule.after(ms, "say", text),
    say(c, text: string) {
      c.state.said.push(text);
      c.broadcast("said", text, c.now());
    },
    all: (c) => c.state.said,
    refuse() {
      throw new UserError("no", { code: "no" });
    },
    break() {
      throw new Error("a detail");
    },
    never: () => new Promise<string>(() => {}),
  },
});

const list = actor({
  createState: (_c, input: { title: string }) => ({ title: input.title, items: [] as string[] }),
  sync: true,
  actions: {
    add(c, item: string) {
      c.state.items.push(c.mode === "authoritative" ? item : `${item}?`);
      return c.state.items.length;
    },
  },
});

const registry = setup({ use: { reminder, list } });

/** A test whose end can be brought about. */
function testWithEnd(): { readonly t: TestContext; end(): Promise<void> } {
  const tasks: (() => Promise<void>)[] = [];
  return {
    t: { onTestFinished: (task) => void tasks.push(task) },
    async end() {
      for (const task of tasks.splice(0)) await task();
    },
  };
}

test("an app's actors answer RivetKit's client, with its types", async (t) => {
  const { client } = await setupTest(t, registry);
  const created = await client.list.create(["a"], { input: { title: "A" } });
  expectTypeOf(created.add).toEqualTypeOf<(item: string) => Promise<number>>();
  expect(await created.add("one")).toBe(1);
  expect(await client.list.get(["a"]).add("two")).toBe(2);
  await expect(client.list.get(["b"]).add("x")).rejects.toMatchObject({ group: "actor", code: "not_found" });
  await expect(client.reminder.getOrCreate().refuse()).rejects.toMatchObject({ group: "user", code: "no" });
  // @ts-expect-error there is no such actor
  client.nobody;
});

test("events arrive at connections", async (t) => {
  const { client, now } = await setupTest(t, registry);
  const connection = client.reminder.getOrCreate(["e"]).connect();
  const said = new Promise<readonly unknown[]>((resolve) => void connection.once("said", (...args: unknown[]) => resolve(args)));
  await connection.say("hello");
  const [text, at] = await said;
  expect(text).toBe("hello");
  expect(Math.abs(Number(at) - now())).toBeLessThan(10_000);
});

test("every test has actors of its own", async (t) => {
  const [one, two] = [await setupTest(t, registry), await setupTest(t, registry)];
  await one.client.reminder.getOrCreate().say("x");
  expect(await one.client.reminder.getOrCreate().all()).toEqual(["woke", "x"]);
  expect(await two.client.reminder.getOrCreate().all()).toEqual(["woke"]);
});

describe("in virtual time", () => {
  test("a schedule runs when the clock has come to it, and wakes an actor that sleeps", async (t) => {
    const { client, advance, now } = await setupTest(t, registry, { time: "virtual" });
    const actor = client.reminder.getOrCreate(["v"]);
    const began = now();
    await actor.remind("tea", HOUR);
    await advance(HOUR - 1);
    expect(now()).toBe(began + HOUR - 1);
    await advance(1);
    expect(await actor.all()).toEqual(["woke", "slept", "woke", "tea"]);
    await advance(HOUR);
    expect(now()).toBe(began + 2 * HOUR);
    expect((await actor.all()).slice(4)).toEqual(["slept", "woke"]);
  });

  test("an event of a schedule is told its time", async (t) => {
    const { client, advance, now } = await setupTest(t, registry, { time: "virtual" });
    const connection = client.reminder.getOrCreate(["c"]).connect();
    const heard: unknown[] = [];
    connection.on("said", (text: string, at: number) => void heard.push([text, at]));
    const due = now() + 5_000;
    await connection.remind("tea", 5_000);
    expect(heard).toEqual([]);
    await advance(10_000);
    expect(heard).toEqual([["tea", due]]);
  });

  test("an action that never ends runs out of its time, not of ours", async (t) => {
    const { client, advance } = await setupTest(t, registry, { time: "virtual" });
    const call = client.reminder.getOrCreate().never();
    call.catch(() => {});
    await advance(6_000);
    await expect(call).rejects.toMatchObject({ group: "action", code: "timed_out" });
  });

  test("the end does not wait for the clock", async () => {
    const { t, end } = testWithEnd();
    const { client } = await setupTest(t, registry, { time: "virtual" });
    const call = client.reminder.getOrCreate().never();
    call.catch(() => {});
    await client.reminder.getOrCreate().all();
    await end();
    await expect(call).rejects.toThrow();
  });
});

test("clients with replicas predict, offline too", async (t) => {
  const setup = await setupTest(t, registry);
  const [one, two] = [setup.localClient(), setup.localClient()];
  const a = one.list.getOrCreate(["s"], { createWithInput: { title: "S" } }).connect();
  expect(await a.add("first")).toBe(1);
  setup.isOnline = false;
  const call = a.add("second");
  expect(a.state?.items).toEqual(["first", "second?"]);
  setup.isOnline = true;
  expect(await call).toBe(2);
  const b = two.list.get(["s"]).connect();
  await expect.poll(() => b.state?.items).toEqual(["first", "second"]);
});

test("at the end of the test actors sleep and clients are closed", async () => {
  const { t, end } = testWithEnd();
  const lines: string[] = [];
  const watched = setup({ use: { a: actor({ state: 0, onSleep: () => void lines.push("slept"), actions: { act: () => 1 } }) } });
  const { client } = await setupTest(t, watched);
  const connection = client.a.getOrCreate().connect();
  expect(await connection.act()).toBe(1);
  await end();
  expect(lines).toEqual(["slept"]);
  expect(connection.connStatus).toBe("idle");
});

test("what goes wrong inside is logged: callers are not told, as in production", async (t) => {
  const log = { ...SILENT, error: vi.fn(), child: () => log };
  const { client } = await setupTest(t, registry, { log });
  await expect(client.reminder.getOrCreate().break()).rejects.toMatchObject({ group: "internal" });
  expect(JSON.stringify(log.error.mock.calls.map(([fields]) => String(fields.err)))).toContain("a detail");
});

test("what is no test's context is refused", async () => {
  // @ts-expect-error it has neither hook
  await expect(setupTest({}, registry)).rejects.toMatchObject({ code: "invalid" });
});

test("Vitest's own clock is the actors' in real time", async (t) => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const { client } = await setupTest(t, registry);
  const actor = client.reminder.getOrCreate(["f"]);
  await actor.remind("tea", 2_000);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(await actor.all()).toContain("tea");
});

test("node:test has the hook that is needed, too", async () => {
  const folder = await mkdtemp(join(tmpdir(), "rivulet-node-test-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const door = (name: string): string => JSON.stringify(pathToFileURL(join(import.meta.dirname, `../src/entry/${name}.ts`)).href);
  await writeFile(
    join(folder, "a.test.mjs"),
    `import assert from "node:assert";
import test from "node:test";
import { actor, setup } from ${door("index")};
import { setupTest } from ${door("test")};
const registry = setup({ use: { a: actor({ state: 0, onSleep: () => console.log("SLEPT"), actions: { later: (c) => c.schedule.after(1000, "add"), add: (c) => ++c.state } }) } });
test("schedules", async (t) => {
  const { client, advance } = await setupTest(t, registry, { time: "virtual" });
  const a = client.a.getOrCreate();
  await a.later();
  await advance(1000);
  assert.equal(await a.add(), 2);
});
`,
  );
  await symlink(join(import.meta.dirname, "../node_modules"), join(folder, "node_modules"));
  const tsx = pathToFileURL(createRequire(join(import.meta.dirname, "../../sync-server/package.json")).resolve("tsx")).href;
  const child = spawn(process.execPath, ["--conditions=@rivulet/source", "--import", tsx, "--test", "--test-reporter", "spec", "a.test.mjs"], { cwd: folder });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (data: Buffer) => (output += String(data)));
  const code = await new Promise((resolve) => child.once("close", resolve));
  expect(output).toContain("SLEPT");
  expect(code, output).toBe(0);
});
