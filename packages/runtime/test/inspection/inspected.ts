import { actor, setup } from "../../src/entry/index.ts";
import { serverOnly, read } from "../../src/entry/index.ts";
import { UserError } from "../../src/errors/actor-error.ts";
import type { HostPorts } from "../../src/host/ports.ts";
import { makeComplaints } from "../../src/inspection/complaints.ts";
import { inspectActors } from "../../src/inspection/inspection.ts";
import { type Inspector, openInspector } from "../../src/inspector/connect.ts";
import { type Inspected, serveInspector } from "../../src/inspector/serve.ts";
import { SERVER_TOPICS } from "../../src/inspector/server-topics.ts";
import type { ActorRow } from "../../src/inspector/server-shapes.ts";
import type { MemoryDisk } from "../../src/storage/memory.ts";
import { startHost } from "../actors/by-hand.ts";

interface State {
  items: string[];
  by: Map<number, { n: number }>;
  html?: string;
}

export const registry = setup({
  use: {
    thing: actor({
      createState: (): State => ({ items: [], by: new Map([[1, { n: 1 }]]) }),
      connState: { seat: 1 },
      sync: { version: 2 },
      options: { sleepTimeout: 1_000 },
      onDisconnect() {},
      actions: {
        add(c, item: string) {
          c.state.items.push(item);
          c.broadcast("added", item);
          return c.state.items.length;
        },
        put: (c, key: string, value: string) => c.kv.put(key, value),
        later: (c, ms: number, item: string) => c.schedule.after(ms, "add", item),
        refuse() {
          throw new UserError("not today", { code: "refused" });
        },
        fail() {
          throw new Error("a secret of the server");
        },
        async slow(c, item: string) {
          await Promise.resolve();
          c.state.items.push(item);
          return "slow";
        },
        count: read((c) => c.state.items.length),
        hidden: serverOnly((c, item: string) => c.state.items.push(item)),
      },
    }),
    other: actor({ state: { n: 0 }, actions: { add: (c) => ++c.state.n } }),
  },
});

export type Watched = ReturnType<typeof inspectedHost>;

/** A host in a test's hand, with what it shows. */
export function inspectedHost(disk: MemoryDisk = new Map(), more: Partial<HostPorts> = {}) {
  const lines: { level: string; fields: object }[] = [];
  const line = (level: string) => (fields: object | string) => void lines.push({ level, fields: Object(fields) });
  const base = { trace() {}, debug() {}, info() {}, warn: line("warn"), error: line("error"), fatal: line("fatal"), child: () => base };
  let now: () => number = () => 0;
  const complaints = makeComplaints(base, { now: () => now(), after: (ms, run) => world.host.ports.timers.after(ms, run) });
  const world = startHost(registry, disk, { log: complaints.log, ...more });
  now = () => world.now;
  const inspected = inspectActors(world.host, { version: "1.2.3", complaints, memory: () => ({ used: 10, total: 20 }) });
  return { ...world, get now() { return world.now; }, get timers() { return world.timers; }, get writes() { return world.writes; }, lines, inspected, inspector: (mayChange = true) => inspectorOf(inspected, mayChange) };
}

/** An inspector with nothing but JSON between it and what it inspects. */
export function inspectorOf(inspected: Inspected, mayChange: boolean): Inspector {
  return openInspector(
    (events) => {
      const session = serveInspector(inspected, {
        send: (message) => void Promise.resolve().then(() => events.hear(JSON.parse(JSON.stringify(message)))),
        end: () => events.closed(""),
      });
      return { send: (message) => session.hear(JSON.parse(JSON.stringify(message))), close: session.close };
    },
    { mayChange },
  );
}

/** All pages of the list of actors. */
export async function allActors(inspector: Inspector, asked: object = {}): Promise<{ rows: ActorRow[]; pages: number }> {
  const rows: ActorRow[] = [];
  let pages = 0;
  let next: string | undefined;
  do {
    const page = await inspector.ask(SERVER_TOPICS.actors, { ...asked, ...(next !== undefined && { after: next }) });
    rows.push(...page.items);
    pages++;
    ({ next } = page);
  } while (next !== undefined);
  return { rows, pages };
}
