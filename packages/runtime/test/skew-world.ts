import type { Registry } from "../src/contract/definition.ts";
import type { Address } from "../src/client/address.ts";
import type { ActionSettlement } from "../src/client/page-parts.ts";
import { actor } from "../src/definition/actor.ts";
import { setup } from "../src/definition/registry.ts";
import { UserError } from "../src/errors/actor-error.ts";
import { SILENT } from "../src/ports/logger.ts";
import { makeScheduler } from "../src/testing/scheduler.ts";
import { makeDevice, type SimDevice } from "../src/testing/sim-device.ts";
import { makeNetwork } from "../src/testing/sim-network.ts";
import { makeSimServer } from "../src/testing/sim-server.ts";
import { openTab, type SimTab } from "../src/testing/sim-tab.ts";
import { ROOT } from "../src/track/node.ts";
import { rng as makeRng } from "../src/util/rng.ts";

export const ADDRESS: Address = { name: "list", key: ["one"] };

/** The first version: names. */
export const v1 = setup({
  use: {
    list: actor({
      state: { names: [] as string[] },
      sync: true,
      actions: {
        add: (c, name: string) => void c.state.names.push(name),
        shout: (c, name: string) => void c.state.names.push(name.toUpperCase()),
        refuse(c, _name: string) {
          if (c.mode === "authoritative") throw new UserError("no");
        },
      },
    }),
  },
});

interface Items {
  items: { name: string; done: boolean }[];
}
const NOTHING: Items = { items: [] };
const toItem = ([name]: readonly string[]): readonly unknown[] => [{ name, done: false }];

/** The second: items. `add` takes one, `shout` is gone, `finish` is new. */
export const v2 = setup({
  use: {
    list: actor({
      state: NOTHING,
      sync: {
        version: 2,
        upgrade: {
          2: {
            state: ({ names }: { names: string[] }): Items => ({ items: names.map((name) => ({ name, done: false })) }),
            actions: { add: toItem, refuse: toItem },
          },
        },
      },
      actions: {
        add: (c, item: { name: string; done: boolean }) => void c.state.items.push(item),
        finish(c, name: string) {
          for (const item of c.state.items) if (item.name === name) item.done = true;
        },
        refuse(c, item: { name: string }) {
          if (c.mode === "authoritative") throw new UserError(`no ${item.name}`);
        },
      },
    }),
  },
});

export type SkewTab = ReturnType<ReturnType<typeof skewWorld>["open"]>;

/** One server and one device in virtual time, whose app is deployed when the test says so. */
export function skewWorld(first: Registry = v1) {
  const rng = makeRng("skew");
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const scheduler = makeScheduler(rng, turn);
  const random = { bytes: (count: number) => Uint8Array.from({ length: count }, () => rng.uint32() & 255) };
  const server = makeSimServer({ registry: first, scheduler, rng, random, log: SILENT });
  const network = makeNetwork(scheduler, rng, (socket) => server.accept(socket));
  const device: SimDevice = makeDevice(scheduler, rng);
  const settled: ActionSettlement[] = [];
  server.start();

  const pass = async (ms: number): Promise<void> => {
    let isOver = false;
    scheduler.at(scheduler.now() + ms, () => {
      isOver = true;
    });
    while (!isOver) await scheduler.step();
    await turn();
  };

  return {
    server,
    device,
    settled,
    now: scheduler.now,
    pass,
    /** Lets things happen until it holds. */
    async until(holds: () => boolean): Promise<void> {
      for (const end = scheduler.now() + 60_000; !holds(); await scheduler.step()) {
        if (scheduler.now() > end) throw new Error(`It does not come about: ${String(holds)}`);
      }
    },
    stop() {
      server.kill();
      network.cutAll();
    },
    /** Starts the server with a version of the app, in place of what runs. */
    deploy(registry: Registry) {
      server.kill();
      network.cutAll();
      server.registry = registry;
      server.start();
    },
    /** Whether the device has a network. */
    goOnline(isOnline: boolean) {
      device.isOnline = isOnline;
      if (!isOnline) network.cutAll();
    },
    /** `skew`: how far the page's clock is off, in milliseconds. */
    open(registry: Registry, skew = 0, params?: unknown) {
      const tab: SimTab = openTab({ registry, device, network, scheduler, rng, random, log: SILENT, skew, settled: (each) => settled.push(each) });
      const conn = tab.connect(ADDRESS, params);
      return {
        tab,
        conn,
        call: (name: string, ...args: unknown[]) => conn.action({ name, args }),
        /** What it shows, one word each. */
        get shown(): string[] | undefined {
          return conn.state === undefined ? undefined : wordsOf(conn.state);
        },
        close: () => tab.kill(),
      };
    },
    /** What the actor is on the server, awake. */
    truth(): string[] {
      const id = server.disk.get("key/list/one");
      const instance = typeof id === "string" ? server.host?.awake(id) : undefined;
      return wordsOf(instance?.tree.holder.raw[ROOT]);
    },
    records: (prefix: string) => [...device.disk].filter(([key]) => key.startsWith(prefix)).map(([, value]) => JSON.parse(String(value))),
  };
}

function wordsOf(state: unknown): string[] {
  const { names, items } = state as Partial<{ names: string[]; items: Items["items"] }>;
  return names ?? (items ?? []).map(({ name, done }) => (done ? `${name}!` : `${name}.`));
}
