import { expect, test } from "vitest";
import { actor } from "../../src/definition/actor.ts";
import { setup } from "../../src/definition/registry.ts";
import { UserError } from "../../src/errors/actor-error.ts";
import { hearReads } from "../../src/dev/checks.ts";
import { consequencesOf, fork } from "../../src/devtools/fork.ts";
import { predictorOf } from "../../src/client/predictor-of.ts";
import { divergenceOf } from "../../src/devtools/divergence.ts";
import { makeRecord, type Record } from "../../src/devtools/record.ts";
import { watchPage } from "../../src/devtools/watch-page.ts";
import { makeReadList } from "../../src/devtools/read-list.ts";
import { makeWire } from "../../src/devtools/wire.ts";
import { writersOf } from "../../src/devtools/writers.ts";
import { simDevices } from "./sim.ts";

interface Todo {
  id: string;
  title: string;
  done: boolean;
}

const list = actor({
  sync: true,
  createState: () => ({ items: [] as Todo[], at: 0 }),
  actions: {
    add(c, id: string, title: string) {
      c.state.items.push({ id, title, done: false });
    },
    toggle(c, id: string) {
      const todo = c.state.items.find((each) => each.id === id);
      if (todo !== undefined) todo.done = !todo.done;
    },
    remove(c, id: string) {
      const index = c.state.items.findIndex((each) => each.id === id);
      if (index >= 0) c.state.items.splice(index, 1);
    },
    full(c) {
      c.state.at = 1;
      if (c.mode === "authoritative") throw new UserError("It is full.", { code: "full" });
    },
    stamp(c) {
      c.state.at = Math.random();
    },
    date(c) {
      c.state.at = c.now();
    },
    secret(c) {
      c.state.at = c.mode === "authoritative" ? 1 : 2;
    },
  },
});
const registry = setup({ use: { list } });
const AT = "list/one";

async function recorded(seed: string) {
  const world = simDevices(registry, "list", seed);
  const record = makeRecord();
  const reads = makeReadList();
  hearReads(reads.note);
  const mine = await world.open(world.mine);
  const watched = watchPage(mine.tab.page, { record, wire: makeWire(), now: world.scheduler.now, clock: () => 0, nameOf: (at) => at, reads });
  const theirs = await world.open(world.theirs);
  const look = async (): Promise<void> => {
    theirs.tab.wake();
    await world.pass(2_000);
  };
  return { world, record, mine, theirs, look, watched };
}

const typesOf = (record: Record): string[] => [...record.entries(AT)].map(({ type }) => type);
const lifeOf = (record: Record, id: string) => {
  const life = record.lives.byId(id);
  if (life === undefined) throw new Error("The action is not in the record.");
  return life;
};

test("an action through its life, as it is recorded", async () => {
  const { world, record, mine, watched } = await recorded("life");
  const id = mine.call("add", "a", "Milk");
  expect(lifeOf(record, id)).toMatchObject({ stage: "predicted", isCalledHere: true });
  await world.pass(2_000);
  expect(typesOf(record)).toEqual(["rebase", "called", "saved", "sent", "rebase", "answered"]);
  expect(lifeOf(record, id)).toMatchObject({ stage: "observed", runs: 1, changes: 0, observedIn: 1, error: null });
  expect(divergenceOf(lifeOf(record, id), record.evidence)).toBeNull();
  watched.stop();
  hearReads(null);
  mine.call("add", "b", "Bread");
  expect(typesOf(record)).toHaveLength(6);
});

test("an edit is lost since another browser took away what it read: the cause is found", async () => {
  const { world, record, mine, theirs, look } = await recorded("lost");
  mine.call("add", "a", "Milk");
  mine.call("add", "b", "Bread");
  await look();
  await world.goOnline(world.mine, false);
  const lost = mine.call("toggle", "b");
  const removal = theirs.call("remove", "b");
  await world.pass(1_000);
  await world.goOnline(world.mine, true);
  expect(lifeOf(record, lost)).toMatchObject({ stage: "observed", server: [] });
  const divergence = divergenceOf(lifeOf(record, lost), record.evidence);
  expect(divergence).toMatchObject({ first: [["set", ["items", 1], "done", true]], server: [] });
  expect(divergence?.causes.length).toBeGreaterThan(0);
  for (const cause of divergence?.causes ?? []) {
    expect(cause).toMatchObject({ kind: "read", op: ["splice", ["items"], 1, 1, []], by: { who: "other", client: removalClient(removal, theirs.tab.page.parts.tabs.own.client) } });
  }
});

const removalClient = (id: string, client: string): string => (id.startsWith(client.slice(0, 8)) ? client : "somebody else");

test("what was rejected, was drawn at random, or is known to the server alone, has its cause", async () => {
  const { world, record, mine } = await recorded("causes");
  const [full, stamp, secret] = [mine.call("full"), mine.call("stamp"), mine.call("secret")];
  await world.pass(2_000);
  const causeOf = (id: string) => divergenceOf(lifeOf(record, id), record.evidence)?.causes;
  expect(lifeOf(record, full)).toMatchObject({ stage: "rejected", error: { code: "full" } });
  expect(causeOf(full)).toEqual([{ kind: "server", time: null }]);
  expect(causeOf(stamp)).toEqual([{ kind: "impure", use: "Math.random()" }]);
  expect(causeOf(secret)).toEqual([{ kind: "server", time: null }]);
});

test("a clock that is off is a cause, and the stages are told by the one that is right", async () => {
  const { world, record, mine } = await recorded("clock");
  const { now } = world.scheduler;
  Object.assign(mine.tab.page.parts.timers, { now: () => now() + 3_600_000 });
  const calledAt = now();
  const dated = mine.call("date");
  await world.pass(2_000);
  const life = lifeOf(record, dated);
  expect(life).toMatchObject({ stage: "observed", calledAt, row: { time: calledAt + 3_600_000 } });
  const [cause, ...others] = divergenceOf(life, record.evidence)?.causes ?? [];
  expect([cause, others]).toEqual([{ kind: "server", time: life.time }, []]);
  // A minute ahead is as much as a server believes.
  expect(Number(life.time) - calledAt).toBeLessThan(62_000);
  expect(mine.conn.state).toMatchObject({ at: life.time });
});

test("every moment can be gone back to, with any part of what waited then", async () => {
  const { world, record, mine } = await recorded("travel");
  const seen: [number, unknown][] = [];
  const note = (): void => void seen.push([record.last, structuredClone(mine.conn.state)]);
  note();
  mine.call("add", "a", "Milk");
  note();
  await world.pass(2_000);
  note();
  await world.goOnline(world.mine, false);
  for (const id of ["b", "c"]) {
    mine.call("add", id, id);
    note();
  }
  const travel = record.travel(AT);
  for (const [n, state] of [...seen, ...[...seen].reverse()]) expect(travel?.viewAt(n)).toEqual({ state });
  expect(travel?.viewAt(record.last, 1)?.state).toMatchObject({ items: [{ id: "a" }, { id: "b" }] });
  expect(travel?.viewAt(record.last, 0)?.state).toMatchObject({ items: [{ id: "a" }] });
  expect(mine.conn.state).toMatchObject({ items: [{ id: "a" }, { id: "b" }, { id: "c" }] });
});

test("who wrote a value: waiting actions first, then the last that was confirmed, through all shifts", async () => {
  const { world, record, mine, theirs, look } = await recorded("writers");
  const milk = mine.call("add", "a", "Milk");
  await look();
  theirs.call("toggle", "a");
  theirs.call("add", "b", "Bread");
  await world.pass(2_000);
  await world.goOnline(world.mine, false);
  const waiting = mine.call("toggle", "a");
  const writers = (path: readonly unknown[]) => {
    const shown = record.travel(AT)?.shownAt(record.last) ?? [];
    return writersOf(path, shown, record.newestFirst(AT, record.last), record.lives).writers.map(({ by, version }) => [by.who === "action" ? by.life.id : by.who, version]);
  };
  expect(writers(["items", 0, "done"])).toEqual([[waiting, null]]);
  expect(writers(["items", 0, "title"])).toEqual([[milk, 1]]);
  expect(writers(["items", 1, "title"])).toEqual([["other", 3]]);
  expect(writers(["items", 0])).toEqual([[waiting, null], ["other", 2], [milk, 1]]);
});

test("old entries make room, and what is left can still be gone back to", async () => {
  const world = simDevices(registry, "list", "room");
  const record = makeRecord({ items: 20, weight: 10_000_000 });
  const mine = await world.open(world.mine);
  watchPage(mine.tab.page, { record, wire: makeWire(), now: world.scheduler.now, clock: () => 0, nameOf: (at) => at, reads: makeReadList() });
  for (let i = 0; i < 30; i++) {
    mine.call("add", String(i), "x");
    await world.pass(500);
  }
  expect([record.size, record.dropped > 50]).toEqual([20, true]);
  expect(record.travel(AT)?.viewAt(record.last)).toEqual({ state: mine.conn.state });
  const [first] = record.travel(AT)?.moments() ?? [];
  expect(record.travel(AT)?.viewAt(first?.n ?? 0)?.state).toMatchObject({ items: expect.arrayContaining([{ id: "0", title: "x", done: false }]) });
});

test("a fork skips and reorders what waits, and the page sees nothing of it", async () => {
  const { world, record, mine } = await recorded("fork");
  await world.goOnline(world.mine, false);
  const [a, b, toggled] = [mine.call("add", "a", "Milk"), mine.call("add", "b", "Bread"), mine.call("toggle", "b")].map((id) => lifeOf(record, id).name);
  const before = structuredClone(mine.conn.state);
  const travel = record.travel(AT);
  const shown = travel?.shownAt(record.last) ?? [];
  const base = travel?.viewAt(record.last, 0)?.state;
  const predictor = predictorOf(mine.tab.actor({ name: "list", key: ["one"] }));
  expect(fork(predictor, base, shown, [String(b), String(a)]).state).toMatchObject({ items: [{ id: "b" }, { id: "a" }] });
  expect(consequencesOf(predictor, base, shown, String(b)).map(({ run, outcome }) => [run.name, outcome])).toEqual([[toggled, "different"]]);
  expect(consequencesOf(predictor, base, shown, String(toggled))).toEqual([]);
  expect(mine.conn.state).toEqual(before);
});
