import { actor } from "../src/definition/actor.ts";
import { setup } from "../src/definition/registry.ts";
import type { Address } from "../src/client/address.ts";
import type { ActorConnBase } from "../src/client/types.ts";
import { actionIdOf, seedOf } from "../src/execution/seed.ts";
import { UserError } from "../src/errors/actor-error.ts";
import { SILENT } from "../src/ports/logger.ts";
import type { Row } from "../src/replica/row.ts";
import { foldOf } from "../src/replica/state.ts";
import { makeScheduler } from "../src/testing/scheduler.ts";
import { makeDevice, type SimDevice } from "../src/testing/sim-device.ts";
import { FAIR, makeNetwork, type Weather } from "../src/testing/sim-network.ts";
import { makeSimServer } from "../src/testing/sim-server.ts";
import { openTab, type SimTab } from "../src/testing/sim-tab.ts";
import { ROOT } from "../src/track/node.ts";
import { rng as makeRng } from "../src/util/rng.ts";
import { copy } from "../src/value/copy.ts";
import { deepEqual } from "../src/value/equal.ts";

export interface BoardState {
  /** The token of every action that took effect, in order. */
  log: string[];
  list: { id: string; n: number }[];
  byKey: Record<string, { n: number; tags: string[] }>;
  map: Map<string, number>;
  count: number;
}

type C = { state: BoardState; random(): number; now(): number; mode: string };

/** Actions over every kind of container; all are plain functions of (state, random, mode, arguments). */
const actions = {
  add(c: C, token: string) {
    c.state.log.push(token);
    c.state.list.push({ id: token, n: 0 });
    return ++c.state.count;
  },
  bump(c: C, token: string, i: number) {
    c.state.log.push(token);
    const item = c.state.list[i % 7];
    if (item) item.n++;
  },
  remove(c: C, token: string, i: number) {
    c.state.log.push(token);
    c.state.list.splice(i % 5, 1);
  },
  move(c: C, token: string, i: number) {
    c.state.log.push(token);
    const [item] = c.state.list.splice(i % 5, 1);
    if (item) c.state.list.splice(0, 0, item);
  },
  filter(c: C, token: string, i: number) {
    c.state.log.push(token);
    c.state.list = c.state.list.filter((_, at) => at % 4 !== i % 4);
  },
  put(c: C, token: string, i: number) {
    c.state.log.push(token);
    c.state.byKey[`k${i % 4}`] = { n: i, tags: [token] };
  },
  drop(c: C, token: string, i: number) {
    c.state.log.push(token);
    delete c.state.byKey[`k${i % 4}`];
    c.state.map.delete(`m${i % 3}`);
  },
  draw(c: C, token: string, i: number) {
    c.state.log.push(token);
    c.state.map.set(`m${i % 3}`, Math.floor(c.random() * 1000));
  },
  /** Legal at one time and not at another: replays may throw where the first run did not. */
  even(c: C, token: string) {
    if (c.state.count % 2 === 1) throw new UserError("odd", { code: "odd" });
    c.state.log.push(token);
  },
  /** Refused by the server alone. */
  limited(c: C, token: string) {
    if (c.mode === "authoritative" && c.state.list.length > 6) throw new UserError("full", { code: "full" });
    c.state.log.push(token);
    c.state.list.push({ id: token, n: 1 });
  },
};
const names = Object.keys(actions) as (keyof typeof actions)[];

const board = actor({
  state: { log: [], list: [], byKey: {}, map: new Map(), count: 0 } as BoardState,
  sync: true,
  actions,
});
const registry = setup({ use: { board } });
const ADDRESS: Address = { name: "board", key: ["one"] };

export interface WorldOptions {
  readonly seed: number;
  readonly steps: number;
  readonly restores: boolean;
}

interface Called {
  readonly token: string;
  readonly tab: SimTab;
  /** Who called on which page, and which of that page's calls it was. */
  readonly order: number;
  retried: boolean;
  outcome: "waiting" | "accepted" | "rejected" | "discarded";
}

const LOG = process.env["RIVULET_DEBUG"] === undefined ? SILENT : consoleLog();
function consoleLog(fields: object = {}): typeof SILENT {
  const line = (what: object | string): void => {
    const { err, ...rest } = typeof what === "string" ? { msg: what, err: undefined } : (what as { err?: unknown });
    console.log(JSON.stringify({ ...fields, ...rest }), err === undefined ? "" : String(err));
  };
  return { ...SILENT, debug: line, info: line, warn: line, error: line, child: (more) => consoleLog({ ...fields, ...more }) };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A world of browsers, tabs and one server; checks the laws after every step, and agreement in the end. */
export async function runWorld({ seed, steps, restores }: WorldOptions): Promise<void> {
  const rng = makeRng(`world ${seed}`);
  const pick = <T>(items: readonly T[]): T => items[rng.uint32() % items.length] as T;
  const scheduler = makeScheduler(rng, turn, 3);
  const random = { bytes: (count: number) => Uint8Array.from({ length: count }, () => rng.uint32() & 255) };
  const server = makeSimServer({ registry, scheduler, rng, random, log: LOG });
  const network = makeNetwork(scheduler, rng, (socket) => server.accept(socket));
  const devices: SimDevice[] = [makeDevice(scheduler, rng), makeDevice(scheduler, rng)];
  const connections = new Map<SimTab, ActorConnBase<unknown>>();
  const calls = new Map<string, Called>();
  const trouble: string[] = [];
  let backup: Map<string, string | Uint8Array> | null = null;
  let restored = false;
  let tokens = 0;

  const open = (device: SimDevice): void => {
    const tab = openTab({
      registry, device, network, scheduler, rng, random, log: LOG,
      skew: (rng.uint32() % 5) * 20_000 - 40_000,
      settled(settlement) {
        const called = calls.get(String(settlement.args[0]));
        if (called === undefined) return;
        if (called.outcome === "accepted" && settlement.error !== undefined) trouble.push(`${called.token}: accepted, then rejected`);
        if (called.outcome === "discarded") return;
        called.outcome = settlement.error === undefined ? "accepted" : "rejected";
      },
    });
    connections.set(tab, tab.connect(ADDRESS));
  };
  const kill = (tab: SimTab): void => {
    tab.kill();
    connections.delete(tab);
  };

  const call = (tab: SimTab): void => {
    const token = `t${tokens++}`;
    const name = pick(names);
    calls.set(token, { token, tab, order: tokens, retried: false, outcome: "waiting" });
    connections.get(tab)?.action({ name, args: [token, rng.uint32() % 100] });
  };

  /** fold(base, pending), the naive way. */
  const naive = (base: BoardState, rows: readonly Row[]): BoardState => {
    let state = base;
    for (const row of rows) {
      const next = copy(state, { name: "state" }) as BoardState;
      const draw = makeRng(seedOf(row.origin, row.key));
      const c: C = { state: next, random: () => draw.random(), now: () => row.time, mode: "replayed" };
      try {
        const action = actions[row.name as keyof typeof actions];
        action(c, row.args[0] as string, row.args[1] as number);
        state = c.state;
      } catch {
        // predicts nothing
      }
    }
    return state;
  };

  const checked = new Map<SimTab, { readonly state: unknown; readonly view: unknown }>();
  const check = (): void => {
    for (const tab of connections.keys()) {
      const { replica } = tab.actor(ADDRESS);
      if (!replica.view.isKnown) continue;
      const last = checked.get(tab);
      if (last?.state === replica.state && last.view === replica.view.state) continue;
      checked.set(tab, { state: replica.state, view: replica.view.state });
      const base = replica.onBase((state) => copy(state, { name: "base" })) as BoardState;
      const expected = naive(base, foldOf(replica.state));
      if (!deepEqual(replica.view.state, expected)) {
        throw new Error(`L4: view is not fold(base, pending)\nview ${show(replica.view.state)}\nfold ${show(expected)}`);
      }
      noDoubles(base.log, "base");
      const server_ = server.host === null ? undefined : awake(server.host);
      const { cursor } = replica.state;
      if (server_ !== undefined && cursor !== null && cursor[0] === server_.history.epoch && cursor[1] === server_.recorder.version) {
        const truth = server_.tree.holder.raw[ROOT];
        if (!deepEqual(base, truth)) throw new Error(`base differs at ${cursor[1]}\nbase   ${show(base)}\nserver ${show(truth)}\n${[...server.disk].filter(([k]) => k.startsWith("log")).map(([,v]) => v).join("\n")}`);
      }
      // Two tabs may have retried the same action; until the device has decided whose retry it is, both show it.
      noDoubles(expected.log.filter((token) => calls.get(token)?.retried !== true), "view");
    }
    const instance = server.host === null ? undefined : awake(server.host);
    if (instance !== undefined) noDoubles((instance.tree.holder.raw[ROOT] as BoardState).log, "server");
    const [first] = trouble;
    if (first !== undefined) throw new Error(first);
  };

  const act = (): void => {
    const tabs = [...connections.keys()];
    const dice = rng.uint32() % 100;
    if (tabs.length === 0 || (dice < 4 && tabs.length < 4)) return open(pick(devices));
    const tab = pick(tabs);
    if (dice < 50) return call(tab);
    if (dice < 54) return kill(tab);
    if (dice < 58) network.cutAll();
    else if (dice < 62) {
      const device = pick(devices);
      device.isOnline = !device.isOnline;
      if (!device.isOnline) network.cutAll();
    } else if (dice < 66) {
      server.kill();
      network.cutAll();
      if (restores && backup !== null && rng.uint32() % 3 === 0) {
        server.disk = new Map(backup);
        restored = true;
      }
      scheduler.at(scheduler.now() + rng.random() * 3_000, () => server.start());
    } else if (dice < 70) network.weather = pick<Weather>([FAIR, FAIR, { cut: 0.02, silence: 0.01, duplicate: 0.02, delay: 200 }]);
    else if (dice < 73) tab.wake();
    else if (dice < 76 && restores) backup = new Map(server.disk);
    else if (dice < 80) {
      const outbox = connections.get(tab)?.outbox;
      const rejected = outbox?.rejected[0];
      if (rejected !== undefined && rng.uint32() % 2 === 0) {
        const called = calls.get(String(rejected.args[0]));
        if (called) {
          called.outcome = "waiting";
          called.retried = true;
        }
        outbox?.retry(rejected.id);
      } else {
        const pending = outbox?.pending[0];
        if (pending !== undefined) void outbox?.discard(pending.id);
        const called = calls.get(String(pending?.args[0]));
        if (called) called.outcome = "discarded";
      }
    }
  };

  server.start();
  open(pick(devices));
  for (let i = 0; i < steps; i++) {
    if (rng.uint32() % 3 === 0) act();
    await scheduler.step();
    check();
  }

  // The network heals, the server stays up, and everybody who left comes back once.
  network.weather = FAIR;
  for (const device of devices) device.isOnline = true;
  server.start();
  for (const device of devices) {
    if (![...connections.keys()].some((tab) => tab.device === device)) open(device);
  }
  const deadline = scheduler.now() + 180_000;
  const isQuiet = (): boolean =>
    [...connections].every(([tab, connection]) => {
      const { phase, pending } = connection.sync;
      return phase === "live" && pending === 0 && tab.actor(ADDRESS).replica.state.unsaved === null;
    });
  while (scheduler.now() < deadline && !isQuiet()) {
    await scheduler.step();
    check();
  }
  if (!isQuiet()) {
    const where = [...connections].map(([tab, c]) => `${c.sync.phase} ${c.sync.pending} ${describeTab(tab)}`);
    throw new Error(`stuck: ${where.join("; ")}`);
  }
  for (const until = scheduler.now() + 2_000; scheduler.now() < until && (await scheduler.step()); ) check();

  const host = server.host;
  const instance = host === null ? undefined : (awake(host) ?? (await wakeNow(host)));
  if (instance === undefined) throw new Error("no server in the end");
  const truth = instance.tree.holder.raw[ROOT] as BoardState;
  for (const connection of connections.values()) {
    if (!deepEqual(connection.state, truth)) {
      throw new Error(`no agreement\nclient ${show(connection.state)}\nserver ${show(truth)}`);
    }
  }
  const taken = new Set(truth.log);
  const lastOf = new Map<SimTab, number>();
  for (const { token, outcome } of calls.values()) {
    if (outcome === "accepted" && !taken.has(token) && !restored) throw new Error(`L3: ${token} was accepted and is gone`);
    if (outcome === "rejected" && taken.has(token)) throw new Error(`L6: ${token} was rejected and is there`);
  }
  // L7: what one page called took effect in the order of its calls.
  const places = new Map(truth.log.map((token, place) => [token, place]));
  for (const { token, tab, outcome, retried } of calls.values()) {
    const place = places.get(token);
    if (place === undefined || outcome === "discarded" || retried) continue;
    const before = lastOf.get(tab);
    if (before !== undefined && place < before) throw new Error(`L7: ${token} is out of order`);
    lastOf.set(tab, place);
  }

  async function wakeNow(from: NonNullable<typeof host>) {
    const found = from.find("board", ["one"]);
    for (let i = 0; i < 50; i++) await scheduler.step();
    const id = await found;
    if (id === null) return undefined;
    const waking = from.wake(id);
    for (let i = 0; i < 50; i++) await scheduler.step();
    return waking;
  }

  function awake(from: NonNullable<typeof host>) {
    const id = server.disk.get("key/board/one");
    return typeof id === "string" ? from.awake(id) : undefined;
  }
}

function describeTab(tab: SimTab): string {
  const { state } = tab.actor(ADDRESS).replica;
  const short = (id: string | null): string => (id === null ? "null" : id.slice(0, 4));
  const rows = [...state.saved].map(({ row, seq, sent, applied, over, unsure }) => {
    const flags = [sent ? "sent" : "", applied ? "applied" : "", unsure ? "unsure" : "", over === null ? "" : `over${over}`].join("");
    return `${short(row.client)}#${row.id}@${short(row.epoch)}:${row.kind[0]}${flags}/${seq}`;
  });
  const held = [...tab.page.parts.tabs.held.keys()].map(short);
  const disk = [...tab.device.disk.keys()].filter((key) => /^(row|client)/.test(key)).map((key) => key.replace(/([0-9a-f]{4})[0-9a-f]{28}/, "$1"));
  return `own ${short(tab.page.parts.tabs.own.client)} held ${held.join()} open ${state.open.size} epoch ${short(state.cursor?.[0] ?? null)} v${state.cursor?.[1]} rows ${rows.join(" ")} disk ${disk.join(" ")}\n`;
}

function noDoubles(log: readonly string[], where: string): void {
  if (new Set(log).size !== log.length) throw new Error(`L2: done twice in the ${where}: ${log.join(" ")}`);
}

function show(value: unknown): string {
  return JSON.stringify(value, (_, v: unknown) => (v instanceof Map ? [...v] : v));
}
void actionIdOf;
