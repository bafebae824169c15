import { describe, expect, test } from "vitest";
import { SERVER_COMMANDS, SERVER_TOPICS } from "../../src/inspector/server-topics.ts";
import { fromJson, toJson } from "../../src/value/codec.ts";
import { failure, thing } from "../actors/by-hand.ts";
import { inspectedHost } from "./inspected.ts";

const DO = SERVER_COMMANDS;

async function prepared() {
  const world = inspectedHost();
  await world.call("x", "add", "one");
  const { actor: { id } } = await world.gateway.resolve(thing());
  const i = world.inspector();
  const state = async () => fromJson((await i.ask(SERVER_TOPICS.state, { id })).seen.value);
  const set = (path: unknown[], value: unknown, expected?: { value: unknown }) =>
    i.do(DO.edit, { id, path: path.map(toJson), change: { how: "set", value: toJson(value) }, ...(expected !== undefined && { expected }) });
  return { world, id, i, state, set };
}

describe("an edit of the state", () => {
  test("puts a value anywhere, takes one away, and is a step like any other", async () => {
    const { id, i, state, set } = await prepared();
    expect(await set(["items", 0], "<script>alert(1)</script>")).toEqual({ version: 2 });
    await set(["items", 1], "appended");
    await set(["by", 2], { n: 7 });
    await set(["by", 1, "n"], 9n);
    await i.do(DO.edit, { id, path: ["items", 1], change: { how: "delete" } });
    expect(await state()).toEqual({ items: ["<script>alert(1)</script>"], by: new Map<number, unknown>([[1, { n: 9n }], [2, { n: 7 }]]) });
    await i.do(DO.edit, { id, path: ["by", 2], change: { how: "delete" } });
    await set([], { items: ["whole"], by: new Map() });
    expect(await state()).toEqual({ items: ["whole"], by: new Map() });
    const { items } = await i.ask(SERVER_TOPICS.log, { id });
    expect(items.map(({ to }) => to)).toEqual([8, 7, 6, 5, 4, 3, 2, 1]);
  });

  test("is refused where it is not any more what was seen, and changes nothing", async () => {
    const { set, state, world } = await prepared();
    expect(await failure(set(["items", 0], "mine", { value: "stale" }))).toBe("storage/conflict");
    expect(await failure(set(["items", 5], "mine", { value: "one" }))).toBe("storage/conflict");
    await set(["items", 0], "mine", { value: "one" });
    expect(await state()).toMatchObject({ items: ["mine"] });
    await world.settle();
  });

  test.each<[string, unknown[], unknown, string]>([
    ["where nothing is", ["nowhere", "x"], 1, "request/invalid"],
    ["far behind the end of an array", ["items", 7], 1, "request/invalid"],
    ["at an inherited name", ["constructor", "x"], 1, "request/invalid"],
    ["by the name of the prototype", ["__proto__"], { polluted: true }, "state/invalid_type"],
    ["inside a text", ["items", 0, "length"], 1, "request/invalid"],
    ["with what the state cannot hold", ["items", 0], Number.NaN, "state/invalid_type"],
  ])("%s is refused, and changes nothing", async (_, path, value, error) => {
    const { set, state } = await prepared();
    expect(await failure(set(path, value))).toBe(error);
    expect(await state()).toEqual({ items: ["one"], by: new Map([[1, { n: 1 }]]) });
    expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
  });

  test("is told to who follows, and on disk before it is answered", async () => {
    const { world, set } = await prepared();
    world.hold();
    let done = false;
    const edited = set(["items", 0], "edited").then(() => (done = true));
    await world.settle();
    expect(done).toBe(false);
    await world.release();
    await edited;
    const after = world.kill();
    expect(await after.call("x", "count")).toBe(1);
    const again = await after.call("x", "add", "two");
    expect(again).toBe(2);
  });
});

test("a call runs an action with all that belongs to a connection, and tells its output or its error", async () => {
  const { i, id, state } = await prepared();
  expect(await i.do(DO.call, { id, action: "add", args: ["two"] })).toEqual({ output: 2 });
  expect(await failure(i.do(DO.call, { id, action: "refuse", args: [] }))).toBe("user/refused");
  expect(await failure(i.do(DO.call, { id, action: "toString", args: [] }))).toBe("action/not_found");
  expect(await state()).toMatchObject({ items: ["one", "two"] });
});

test("an actor is put to sleep, woken and destroyed", async () => {
  const { i, id, world } = await prepared();
  await i.do(DO.sleep, { id });
  expect(world.host.awake(id)).toBeUndefined();
  await i.do(DO.sleep, { id });
  await i.do(DO.wake, { id });
  expect(world.host.awake(id)).toBeDefined();
  await i.do(DO.destroy, { id });
  expect(await i.ask(SERVER_TOPICS.actor, { id })).toMatchObject({ status: "destroyed" });
  expect(await failure(i.do(DO.wake, { id }))).toBe("actor/not_found");
  expect(await failure(i.do(DO.destroy, { id: "0".repeat(32) }))).toBe("actor/not_found");
});

test("every deed is in the server's log and in what is remembered of the actor, failed ones too", async () => {
  const { i, id, set, world } = await prepared();
  await set(["items", 0], "edited");
  await failure(i.do(DO.call, { id, action: "refuse", args: ["secret?"] }));
  expect(world.lines.map(({ fields }) => fields)).toMatchObject([
    { msg: "an inspector did edit", actorId: id, actor: "thing", params: { path: ["items", 0] } },
    { msg: "an inspector did call", actorId: id, params: { action: "refuse" }, err: expect.objectContaining({ code: "refused" }) },
  ]);
  const { entries } = await i.ask(SERVER_TOPICS.activity, { id });
  expect(entries).toMatchObject([{ what: "command", command: "edit" }, { what: "command", command: "call", error: { code: "refused" } }]);
});

test("an inspector that has not asked for it changes nothing", async () => {
  const { id, world } = await prepared();
  const i = world.inspector(false);
  for (const task of [
    i.do(DO.destroy, { id }),
    i.do(DO.sleep, { id }),
    i.do(DO.call, { id, action: "add", args: ["x"] }),
    i.do(DO.edit, { id, path: ["items"], change: { how: "delete" } }),
  ]) {
    expect(await failure(task)).toBe("auth/forbidden");
  }
  expect(await world.call("x", "count")).toBe(1);
});
