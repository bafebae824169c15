import { describe, expect, test } from "vitest";
import { inProcess } from "../../../packages/runtime/src/testing/in-process.ts";
import { MAX_OPEN, registry } from "../src/registry.ts";

const timers = {
  now: () => Date.now(),
  after(ms: number, callback: () => void) {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};

async function open(world = inProcess(registry, { timers })) {
  const list = world.client().todoList.getOrCreate(["test"]).connect();
  await expect.poll(() => list.sync.phase).toBe("live");
  const titles = () => list.state?.items.map(({ title }) => title);
  const id = (title: string): string => {
    const todo = list.state?.items.find((each) => each.title === title);
    if (todo === undefined) throw new Error(`There is no ${title}.`);
    return todo.id;
  };
  return { world, list, titles, id };
}

describe("a list of todos", () => {
  test("adds, ticks, renames, moves, removes and clears", async () => {
    const { list, titles, id } = await open();
    for (const title of ["  bread ", "milk", "tea", "salt"]) void list.add(title);
    expect(titles()).toEqual(["bread", "milk", "tea", "salt"]);
    void list.rename(id("milk"), "oat  milk");
    void list.move(id("salt"), id("bread"));
    void list.move(id("bread"), null);
    expect(titles()).toEqual(["salt", "oat milk", "tea", "bread"]);
    void list.toggle(id("tea"), true);
    void list.remove(id("salt"));
    const cleared = list.clearDone();
    expect(titles()).toEqual(["oat milk", "bread"]);
    const predicted = list.state;
    await cleared;
    expect(list.state).toEqual(predicted);
    expect(list.sync).toMatchObject({ pending: 0, rejected: 0 });
  });

  test("gives a todo the id under which the outbox knows its call", async () => {
    const { world, list } = await open();
    world.isOnline = false;
    const call = list.add("bread");
    expect(list.outbox.pending.map((action) => action.id)).toEqual([call.id]);
    expect(list.state?.items[0]?.id).toBe(call.id);
    world.isOnline = true;
    await call;
    expect(list.state?.items[0]?.id).toBe(call.id);
  });

  test("has room for so many open todos, which the server alone judges, and a retry later is accepted", async () => {
    const { list, titles, id } = await open();
    for (let n = 1; n <= MAX_OPEN; n++) void list.add(`todo ${n}`);
    const refused = list.add("one more");
    expect(titles()).toHaveLength(MAX_OPEN + 1);
    await expect(refused).rejects.toMatchObject({ group: "user", code: "full" });
    expect(titles()).toHaveLength(MAX_OPEN);
    const [rejected] = list.outbox.rejected;
    expect(rejected).toMatchObject({ name: "add", args: ["one more"] });
    await list.toggle(id("todo 3"), true);
    await list.outbox.retry(rejected?.id ?? "");
    expect(titles()?.at(-1)).toBe("one more");
    await expect(list.toggle(id("todo 3"), false)).rejects.toMatchObject({ code: "full" });
    expect(list.sync.rejected).toBe(1);
  });

  test("refuses titles that say nothing or too much", async () => {
    const { list, titles, id } = await open();
    await list.add("bread");
    await expect(list.add("   ")).rejects.toMatchObject({ code: "empty" });
    await expect(list.rename(id("bread"), "x".repeat(201))).rejects.toMatchObject({ code: "long" });
    expect(titles()).toEqual(["bread"]);
  });

  test("keeps what two people mean who edit it apart", async () => {
    const { world, list, titles, id } = await open();
    for (const title of ["a", "b", "c", "d"]) void list.add(title);
    await list.add("e");
    const other = (await open(world)).list;
    await expect.poll(() => other.state).toEqual(list.state);
    const [a, b, d, e] = [id("a"), id("b"), id("d"), id("e")];
    world.isOnline = false;
    const calls = [list.toggle(a, true), list.remove(b), list.move(e, a)];
    const theirs = [other.toggle(a, true), other.move(d, b), other.toggle(b, true)];
    const late = other.rename(b, "still b");
    world.isOnline = true;
    await Promise.all([...calls, ...theirs]);
    await expect(late).rejects.toMatchObject({ code: "removed" });
    await expect.poll(() => other.state).toEqual(list.state);
    expect(list.state?.items.find((todo) => todo.id === a)?.doneAt).not.toBeNull();
    expect(titles()?.toSorted()).toEqual(["a", "c", "d", "e"]);
  });
});
