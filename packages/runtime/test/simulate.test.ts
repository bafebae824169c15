import { describe, expect, test } from "vitest";
import { actor } from "../src/definition/actor.ts";
import { setup } from "../src/definition/registry.ts";
import { UserError } from "../src/errors/actor-error.ts";
import { simulate } from "../src/testing/simulate.ts";

interface Todo {
  id: string;
  text: string;
  done: boolean;
}

const todos = actor({
  createState: (_c, input?: { title: string }) => ({ title: input?.title ?? "", items: [] as Todo[] }),
  sync: true,
  actions: {
    add(c, id: string, text: string) {
      if (c.mode === "authoritative" && c.state.items.length >= 8) throw new UserError("That is enough.", { code: "full" });
      c.state.items.push({ id, text, done: false });
    },
    toggle(c, id: string) {
      const item = c.state.items.find((each) => each.id === id);
      if (item === undefined) throw new UserError("It is gone.", { code: "gone" });
      item.done = !item.done;
    },
    clear(c) {
      c.state.items = c.state.items.filter(({ done }) => !done);
    },
  },
});
const registry = setup({ use: { todos } });
type Options = Parameters<typeof simulate<typeof registry, "todos">>[0];
const use: Options["call"] = ({ state, below, pick, unique }) => {
  const some = pick(state?.items ?? []);
  if (some === undefined || below(3) === 0) return ["add", unique(), "milk"];
  return below(4) === 0 ? ["clear"] : ["toggle", some.id];
};
const options: Options = { registry, actor: "todos", key: ["home"], input: { title: "Home" }, call: use, worlds: 20 };

/** An actor that counts, wrongly in one way or another. */
function counting(add: (c: { state: { n: number }; readonly mode: string }, by: number) => void) {
  const counter = actor({ state: { n: 0 }, sync: true, actions: { add } });
  return { registry: setup({ use: { counter } }), actor: "counter", call: () => ["add", 1] as const, worlds: 20 } as const;
}

describe("the simulated world of an app", () => {
  test("keeps its laws with all that may befall it", { timeout: 0 }, async () => {
    const seen = new Set<number>();
    await simulate({
      ...options,
      restores: true,
      freezes: true,
      destroys: true,
      holds({ title, items }) {
        expect(title).toBe("Home");
        expect(items.length).toBeLessThanOrEqual(8);
        seen.add(items.length);
      },
    });
    expect(seen.has(8)).toBe(true);
  });

  test("is the same for the same seed", async () => {
    const log = async (): Promise<string[]> => {
      const states: string[] = [];
      await simulate({ ...options, seed: 7, worlds: 1, steps: 100, holds: ({ items }) => void states.push(JSON.stringify(items)) });
      return states;
    };
    expect(await log()).toEqual(await log());
  });

  test("names the seed and the least steps in which an invariant of the server's state is broken, and its error", async () => {
    const run = (more: object) => simulate({ ...options, ...more, holds: ({ items }) => expect(items.length).toBeLessThan(5) });
    const error = await run({}).then(() => null, (thrown: unknown) => thrown as Error);
    expect(error?.cause).toMatchObject({ name: "AssertionError" });
    const [, seed, steps] = /^In the world of \{ seed: (\d+), steps: (\d+), worlds: 1 \}: /.exec(error?.message ?? "") ?? [];
    await expect(run({ seed: Number(seed), steps: Number(steps), worlds: 1 })).rejects.toThrow(error?.message);
    await run({ seed: Number(seed), steps: Number(steps) - 1, worlds: 1 });
  });

  test("finds what pages show and must not", async () => {
    await expect(simulate({ ...options, shows: ({ items }) => expect(items.length).toBeLessThanOrEqual(8) })).rejects.toThrow("In the world of");
  });

  test("L4 finds an action that uses what is not its own", async () => {
    let calls = 0;
    await expect(simulate(counting((c) => void (c.state.n = ++calls)))).rejects.toThrow("L4");
  });

  test("takes a prediction that is wrong for what it is: a guess", async () => {
    await simulate(counting((c, by) => void (c.state.n += c.mode === "authoritative" ? 2 * by : by)));
  });

  test("sees a view as its connection sees it", { timeout: 0 }, async () => {
    const secret = actor({
      state: { shown: 0, hidden: 0 },
      sync: { view: (_c, { shown }) => ({ shown }) },
      actions: { add: (c) => void (c.mode === "authoritative" ? (c.state.hidden++, c.state.shown++) : c.state.shown++) },
    });
    await simulate({
      registry: setup({ use: { secret } }),
      actor: "secret",
      call: () => ["add"],
      worlds: 20,
      restores: true,
      freezes: true,
      holds: ({ shown, hidden }) => expect(hidden).toBe(shown),
      shows: (view) => expect(Object.keys(view)).toEqual(["shown"]),
    });
  });

  test("lives through a deploy", { timeout: 0 }, async () => {
    const later = actor({
      state: { name: "", todos: [] as Todo[] },
      sync: {
        version: 2,
        upgrade: { 2: { state: ({ title, items }: { title: string; items: Todo[] }) => ({ name: title, todos: items }), actions: {} } },
      },
      actions: {
        add: (c, id: string, text: string) => void c.state.todos.push({ id, text, done: false }),
        toggle: (c, id: string) => c.state.todos.filter((each) => each.id === id).forEach((each) => (each.done = !each.done)),
        clear: (c) => void (c.state.todos = c.state.todos.filter(({ done }) => !done)),
      },
    });
    const versions = new Set<boolean>();
    await simulate({
      ...options,
      later: setup({ use: { todos: later } }),
      call: (user) => (user.state !== undefined && "todos" in user.state ? ["add", user.unique(), "tea"] : use(user)),
      shows: (view) => versions.add("todos" in view),
    });
    expect([...versions].sort()).toEqual([false, true]);
  });

  test("refuses what it cannot simulate", async () => {
    const plain = setup({ use: { todos, plain: actor({ state: {}, actions: {} }) } });
    const call = () => null;
    await expect(simulate({ registry: plain, actor: "plain", call })).rejects.toMatchObject({ code: "invalid" });
    await expect(simulate({ registry: plain, actor: "other" as "plain", call })).rejects.toThrow('no actor "other" with sync');
  });
});
