import { describe, expect, test } from "vitest";
import { actor } from "../src/definition/actor.ts";
import { setup } from "../src/definition/registry.ts";
import { UserError } from "../src/errors/actor-error.ts";
import { ID, KEY, server } from "./host-by-hand.ts";

const gates: (() => void)[] = [];
const until = (): Promise<void> => new Promise((resolve) => gates.push(resolve));
const hooks: string[] = [];

const thing = actor({
  createState: (c) => ({ log: [] as string[], n: 0, at: 0, made: c.now() }),
  sync: { maxAge: 500_000 },
  options: { actionTimeout: 10_000, sleepTimeout: 30_000 },
  onCreate: () => void hooks.push("create"),
  onWake: () => void hooks.push("wake"),
  onSleep: (c) => void (hooks.push("sleep"), c.state.log.push("slept")),
  actions: {
    add(c, text: string) {
      c.state.log.push(text);
      c.state.n++;
      c.broadcast("added", text);
      return c.state.n;
    },
    fail(c) {
      c.state.log.push("never");
      c.broadcast("added", "never");
      throw new UserError("no", { code: "no", metadata: { why: 1 } });
    },
    crash() {
      throw new Error("secret details");
    },
    now: (c) => (c.state.at = c.now()),
    slow: async (c, text: string) => {
      c.state.log.push(`${text} begun`);
      await until();
      c.state.log.push(`${text} done`);
      return text;
    },
    slowFail: async (c) => {
      c.state.log.push("half");
      await until();
      throw new UserError("late", { code: "late" });
    },
    look: (c) => c.state.log.length,
    draw: (c) => [c.actionId, c.random()],
    background(c) {
      const state = c.state;
      c.waitUntil(
        until().then(() => {
          state.log.push("from the background");
        }),
      );
    },
  },
});
const registry = setup({ use: { thing } });

describe("L2: an action is run once", () => {
  test("a resent id is answered by its stored result (case 10)", async () => {
    const s = server(registry);
    const c = s.client();
    await c.hello();
    await c.open();
    await c.push(c.epoch, 1, "add", ["x"]);
    await c.push(c.epoch, 1, "add", ["x"]);
    expect(c.of("result")).toEqual([
      { t: "result", ch: 1, client: ID, id: 1, output: 1 },
      { t: "result", ch: 1, client: ID, id: 1, output: 1 },
    ]);
    expect(c.of("commit")).toHaveLength(1);
  });

  test("also after the server was killed and started again", async () => {
    const disk = new Map();
    const first = server(registry, disk).client();
    await first.hello();
    await first.open();
    await first.push(first.epoch, 1, "add", ["x"]);
    const again = server(registry, disk).client();
    await again.hello();
    await again.open();
    expect(again.epoch).toBe(first.epoch);
    await again.push(again.epoch, 1, "add", ["x"]);
    expect(again.of("result")).toMatchObject([{ id: 1, output: 1 }]);
  });

  test("keeps the name and the draws of the client that first called it, whoever sends it", async () => {
    const [first, heir] = [server(registry).client(), server(registry).client("b".repeat(32))];
    for (const c of [first, heir]) {
      await c.hello();
      await c.open();
    }
    await first.push(first.epoch, 1, "draw");
    const actions = [[1, "draw", [], KEY, 1_000_000, ID]];
    await heir.say({ t: "push", ch: 1, client: "b".repeat(32), epoch: heir.epoch, actions });
    const [drawn] = first.of("result");
    expect(heir.of("result")[0]?.["output"]).toEqual(drawn?.["output"]);
  });

  test("a gap is refused for that channel, and nothing is consumed", async () => {
    const c = server(registry).client();
    await c.hello();
    await c.open();
    await c.push(c.epoch, 1, "add", ["x"]);
    await c.push(c.epoch, 3, "add", ["y"]);
    expect(c.of("resync")).toMatchObject([{ error: { group: "sync", code: "gap" } }]);
    expect(c.closed).toBeNull();
    await c.open({}, 2);
    await c.say({ t: "push", ch: 2, client: ID, epoch: c.epoch, actions: [[2, "add", ["y"], KEY, 1]] });
    expect(c.of("result").at(-1)).toMatchObject({ id: 2, output: 2 });
  });

  test("an id from the middle of nowhere is a stranger's, answered and never run", async () => {
    const c = server(registry).client();
    await c.hello();
    await c.open();
    await c.push(c.epoch, 7, "add", ["x"]);
    expect(c.of("result")).toMatchObject([{ id: 7, error: { group: "action", code: "unknown_client" } }]);
    expect(c.of("commit")).toEqual([]);
  });

  test("a void id is consumed without running, unless it has run", async () => {
    const c = server(registry).client();
    await c.hello();
    await c.open();
    await c.push(c.epoch, 1, "add", ["x"]);
    await c.say({ t: "void", ch: 1, client: ID, epoch: c.epoch, ids: [1, 2] });
    await c.push(c.epoch, 3, "add", ["y"]);
    expect(c.of("result")).toMatchObject([
      { id: 1, output: 1 },
      { id: 1, output: 1 },
      { id: 2, error: { code: "voided" } },
      { id: 3, output: 2 },
    ]);
  });

  test("a rejection consumes its id, takes back what it did, and says why (case 7, complaint 1)", async () => {
    const c = server(registry).client();
    await c.hello();
    await c.open();
    await c.say({ t: "listen", ch: 1, events: ["added"] });
    await c.push(c.epoch, 1, "fail");
    await c.push(c.epoch, 2, "add", ["x"]);
    expect(c.of("result")).toMatchObject([
      { id: 1, error: { group: "user", code: "no", message: "no", metadata: { why: 1 } } },
      { id: 2, output: 1 },
    ]);
    expect(c.of("commit")).toMatchObject([{ patch: [["splice", ["log"], 0, 0, ["x"]], ["set", [], "n", 1]] }]);
    expect(c.of("event")).toMatchObject([{ args: ["x"] }]);
  });

  test("what is no business of the caller is masked, and logged", async () => {
    const s = server(registry);
    const c = s.client();
    await c.hello();
    await c.open();
    await c.push(c.epoch, 1, "crash");
    const [result] = c.of("result");
    expect(result).toMatchObject({ error: { group: "internal", code: "internal_error" } });
    expect(JSON.stringify(result)).not.toContain("secret");
    expect(s.log.error).toHaveBeenCalledWith(expect.objectContaining({ action: "crash", err: expect.objectContaining({ message: "secret details" }) }));
  });

  test("inherited names are no actions", async () => {
    const c = server(registry).client();
    await c.hello();
    await c.open();
    for (const [i, name] of ["toString", "constructor", "__proto__", "hasOwnProperty"].entries()) await c.push(c.epoch, i + 1, name);
    expect(c.of("result").map(({ error }) => (error as { code: string }).code)).toEqual(Array(4).fill("not_found"));
  });
});

describe("an action that returns a promise", () => {
  test("shows what it did before each await, and acknowledges at its end", async () => {
    const s = server(registry);
    const c = s.client();
    await c.hello();
    await c.open();
    await c.push(c.epoch, 1, "slow", ["a"]);
    await c.push(c.epoch, 2, "add", ["b"]);
    expect(c.of("commit").map(({ patch, done }) => [patch, done])).toMatchObject([
      [[["splice", ["log"], 0, 0, ["a begun"]]], undefined],
      [[["splice", ["log"], 1, 0, ["b"]], ["set", [], "n", 1]], true],
    ]);
    expect(c.of("result")).toMatchObject([{ id: 2 }]);
    gates.shift()?.();
    await s.settle();
    expect(c.of("result")).toMatchObject([{ id: 2 }, { id: 1, output: "a" }]);
  });

  test("resent while it runs, is joined and not run again", async () => {
    const s = server(registry);
    const c = s.client();
    await c.hello();
    await c.open();
    await c.push(c.epoch, 1, "slow", ["a"]);
    await c.push(c.epoch, 1, "slow", ["a"]);
    gates.shift()?.();
    await s.settle();
    expect(c.of("result")).toMatchObject([{ output: "a" }, { output: "a" }]);
    expect(c.of("commit")).toHaveLength(2);
  });

  test("that fails keeps what it did until then, and says so", async () => {
    const s = server(registry);
    const c = s.client();
    await c.hello();
    await c.open();
    await c.push(c.epoch, 1, "slowFail");
    gates.shift()?.();
    await s.settle();
    expect(c.of("result")).toMatchObject([{ error: { code: "late", partial: true } }]);
    expect(c.of("commit")).toMatchObject([{ patch: [["splice", ["log"], 0, 0, ["half"]]] }]);
  });

  test("that takes too long is ended, and its late writes are refused", async () => {
    const s = server(registry);
    const c = s.client();
    await c.hello();
    await c.open();
    await c.push(c.epoch, 1, "slow", ["a"]);
    await s.pass(10_001);
    expect(c.of("result")).toMatchObject([{ error: { group: "action", code: "timed_out", partial: true } }]);
    gates.shift()?.();
    await s.settle();
    expect(c.of("commit")).toHaveLength(1);
  });

  test("that was running when the server died is answered as interrupted, and not run again", async () => {
    const disk = new Map();
    const s = server(registry, disk);
    const c = s.client();
    await c.hello();
    await c.open();
    await c.push(c.epoch, 1, "slow", ["a"]);
    gates.shift();
    const again = server(registry, disk).client();
    await again.hello();
    await again.open();
    await again.push(again.epoch, 1, "slow", ["a"]);
    expect(again.of("result")).toMatchObject([{ id: 1, error: { group: "action", code: "interrupted" } }]);
    expect(again.of("commit")).toEqual([]);
  });
});

describe("L3: nothing is let out before it is on disk", () => {
  test("neither result nor commit nor event nor the answer to a read", async () => {
    const s = server(registry);
    const [c, other] = [s.client(), s.client("b".repeat(32))];
    for (const each of [c, other]) {
      await each.hello();
      await each.open();
      await each.say({ t: "listen", ch: 1, events: ["added"] });
    }
    s.hold();
    await c.push(c.epoch, 1, "add", ["x"]);
    await other.push(other.epoch, 1, "look");
    expect([...c.of("result"), ...c.of("commit"), ...c.of("event"), ...other.of("result")]).toEqual([]);
    await s.release();
    expect(c.heard.slice(-3).map(({ t }) => t)).toEqual(["commit", "event", "result"]);
    expect(other.of("result")).toMatchObject([{ output: 1 }]);
  });

  test("a flush that fails takes everything back to what is on disk, and the client comes again", async () => {
    const s = server(registry);
    const c = s.client();
    await c.hello();
    await c.open();
    await c.push(c.epoch, 1, "add", ["kept"]);
    s.failWrites(new Error("disk full"));
    await c.push(c.epoch, 2, "add", ["lost"]);
    expect(c.of("result")).toHaveLength(1);
    expect(c.of("resync")).toMatchObject([{ error: { group: "actor", code: "restarting" } }]);
    s.failWrites(null);
    await c.open({ seen: [[ID, "", 1]] }, 2);
    expect(c.of("opened").at(-1)).toMatchObject({ base: { how: "snapshot", state: { log: ["kept"], n: 1 } } });
    await c.say({ t: "push", ch: 2, client: ID, epoch: c.epoch, actions: [[2, "add", ["lost"], KEY, 1]] });
    expect(c.of("result").at(-1)).toMatchObject({ id: 2, output: 2 });
  });
});

describe("L8: one history", () => {
  test("a replica catches up by the steps it lacks", async () => {
    const s = server(registry);
    const c = s.client();
    await c.hello();
    await c.open();
    const { cursor } = c.of("opened")[0] as unknown as { cursor: unknown[] };
    await c.push(c.epoch, 1, "add", ["x"]);
    await c.push(c.epoch, 2, "add", ["y"]);
    const later = s.client("b".repeat(32));
    await later.hello();
    await later.open({ cursor });
    expect(later.of("opened")).toMatchObject([{ base: { how: "steps", steps: [{ from: 0, to: 1 }, { from: 1, to: 2 }] } }]);
    await later.open({ cursor: (later.of("opened")[0] as { cursor?: unknown }).cursor }, 2);
    expect(later.of("opened").at(-1)).toMatchObject({ base: { how: "match" } });
  });

  test("a cursor beyond what this store made begins a new epoch, for everybody (case 3)", async () => {
    const disk = new Map();
    const c = server(registry, disk).client();
    await c.hello();
    await c.open();
    await c.push(c.epoch, 1, "add", ["x"]);
    const backup = new Map(disk);
    await c.push(c.epoch, 2, "add", ["y"]);
    const [opened] = c.of("opened") as unknown as { cursor: [string, number, string] }[];
    const restored = server(registry, backup);
    const early = restored.client("b".repeat(32));
    await early.hello();
    await early.open();
    expect(early.epoch).toBe(c.epoch);
    const late = restored.client();
    await late.hello();
    await late.open({ cursor: [c.epoch, 2, opened?.cursor[2]], seen: [[ID, "", 2]] });
    expect(late.of("opened")).toMatchObject([{ restored: true, progress: [[ID, "", 1, []]], base: { how: "snapshot" } }]);
    expect(late.epoch).not.toBe(c.epoch);
    expect(early.of("resync")).toHaveLength(1);
    await late.push(c.epoch, 2, "add", ["z"]);
    expect(late.of("resync")).toMatchObject([{ error: { code: "wrong_epoch" } }]);
  });
});

describe("the clock of an action (complaint 18)", () => {
  test.each([
    ["a minute ahead of the server at most", 2_000_000, 1_060_000],
    ["no older than maxAge", 1_000, 500_000],
    ["its own, within bounds", 990_000, 990_000],
  ])("is %s", async (_name, claimed, expected) => {
    const c = server(registry).client();
    await c.hello();
    await c.open();
    await c.push(c.epoch, 1, "now", [], claimed);
    const [result] = c.of("result");
    expect(result).toMatchObject({ output: expected });
    expect(result?.["time"]).toBe(claimed === expected ? undefined : expected);
  });

  test.each([
    ["a minute ahead of the server at most", 2_000_000, 1_060_000],
    ["no older than maxAge", 1_000, 500_000],
    ["its own, within bounds", 990_000, 990_000],
  ])("of a pushed creation is %s", async (_name, claimed, expected) => {
    const c = server(registry).client();
    await c.hello();
    await c.open({ create: { key: KEY, time: claimed } });
    expect(c.of("opened")).toMatchObject([{ base: { state: { made: expected } } }]);
  });

  test("never runs backwards for one client", async () => {
    const c = server(registry).client();
    await c.hello();
    await c.open();
    await c.push(c.epoch, 1, "now", [], 990_000);
    await c.push(c.epoch, 2, "now", [], 980_000);
    expect(c.of("result").at(-1)).toMatchObject({ output: 990_000, time: 990_000 });
  });
});

describe("an actor", () => {
  test("sleeps when idle though clients stay attached, and wakes for the next action", async () => {
    const s = server(registry);
    const c = s.client();
    await c.hello();
    await c.open();
    await c.push(c.epoch, 1, "add", ["x"]);
    hooks.length = 0;
    await s.pass(30_001);
    expect(hooks).toEqual(["sleep"]);
    await c.push(c.epoch, 2, "look");
    expect(hooks).toEqual(["sleep", "wake"]);
    expect(c.of("result").at(-1)).toMatchObject({ id: 2, output: 2 });
    expect(c.of("commit").at(-1)).toMatchObject({ patch: [["splice", ["log"], 1, 0, ["slept"]]] });
  });

  test("does not sleep while something runs, or while waitUntil holds", async () => {
    const s = server(registry);
    const c = s.client();
    await c.hello();
    await c.open();
    await c.push(c.epoch, 1, "background");
    hooks.length = 0;
    await s.pass(14_000);
    expect(hooks).toEqual([]);
    gates.shift()?.();
    await s.settle();
    expect(c.of("commit").at(-1)).toMatchObject({ patch: [["splice", ["log"], 0, 0, ["from the background"]]] });
    await s.pass(30_001);
    expect(hooks).toEqual(["sleep"]);
  });

  test("runs its hooks in order, once per start", async () => {
    hooks.length = 0;
    const disk = new Map();
    const c = server(registry, disk).client();
    await c.hello();
    await c.open();
    expect(hooks).toEqual(["create", "wake"]);
    const again = server(registry, disk).client();
    await again.hello();
    await again.open();
    expect(hooks).toEqual(["create", "wake", "wake"]);
  });

  test("is made once, however many ask at once", async () => {
    const s = server(registry);
    const clients = ["1", "2", "3"].map((digit) => s.client(digit.repeat(32)));
    await Promise.all(clients.map((c) => c.hello()));
    await Promise.all(clients.map((c) => c.open()));
    const ids = clients.map((c) => (c.of("opened")[0] as { actor?: string } | undefined)?.actor);
    expect(new Set(ids).size).toBe(1);
  });
});
