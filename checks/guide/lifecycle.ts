// Every hook and every option in one definition, and those that need one of their own.
import { actor, type ActorContextOf } from "rivetkit";

interface Desk {
  open: boolean;
  guests: Record<string, { at: number }>;
}
interface Guest {
  name: string;
  at: number;
}
interface Card {
  name?: string;
  secret?: string;
}

export const desk = actor({
  state: { open: false, guests: {} } as Desk,
  connState: { name: "", at: 0 } as Guest,
  vars: { timer: null as NodeJS.Timeout | null },
  createState: (c, input: { open?: boolean }): Desk => ({ open: input?.open ?? false, guests: {} }),
  createVars: () => ({ timer: null as NodeJS.Timeout | null }),
  onCreate: (c, input: { open?: boolean }) => console.log(c.key, c.name, input.open),
  onWake: (c) => {
    c.vars.timer = setInterval(() => {
      c.state.open = !c.state.open;
      c.broadcast("turned", c.state.open);
    }, 60_000);
  },
  onSleep: (c) => {
    if (c.vars.timer === null) return;
    clearInterval(c.vars.timer);
    c.vars.timer = null;
  },
  onDestroy: async (c) => {
    await c.kv.delete(c.key.join());
  },
  onStateChange: (c, state) => c.broadcast("guests", Object.keys(state.guests).length),
  onBeforeConnect: (c, params: Card) => {
    if (!c.state.open || params.secret === undefined) throw new Error(`Closed to ${params.name ?? "strangers"}.`);
  },
  createConnState: (c, params: Card): Guest => ({ name: params.name || "nobody", at: Date.now() }),
  onConnect: (c, conn) => {
    c.state.guests[conn.state.name] = { at: conn.state.at };
    conn.send("welcome", c.conn.id === conn.id);
  },
  onDisconnect: (c, conn) => {
    if (c.state.guests[conn.state.name]) c.state.guests[conn.state.name].at = Date.now();
    console.log(conn.state.name, c.conns.size, c.region);
  },
  onRequest: (c, request) => new Response(`${request.method} ${c.state.open}`),
  onWebSocket: (c, socket) => socket.addEventListener("message", console.log),
  onBeforeActionResponse: <Out>(c: unknown, name: string, args: unknown[], output: Out): Out => {
    console.log(name, ...args, output);
    return output;
  },
  options: {
    createVarsTimeout: 5000,
    createConnStateTimeout: 5000,
    onBeforeConnectTimeout: 5000,
    onConnectTimeout: 5000,
    onSleepTimeout: 5000,
    onDestroyTimeout: 5000,
    stateSaveInterval: 10_000,
    actionTimeout: 60_000,
    waitUntilTimeout: 15_000,
    connectionLivenessTimeout: 2500,
    connectionLivenessInterval: 5000,
    noSleep: false,
    sleepTimeout: 30_000,
    canHibernateWebSocket: (request) => request.url.endsWith("/quiet"),
    durability: "relaxed",
  },
  actions: {
    close: (c) => {
      c.state.open = false;
      c.waitUntil(fetch("https://example.org/closed", { method: "POST" }).then(() => console.log("told")));
      c.runInBackground(Promise.resolve());
      return { uptime: process.uptime() };
    },
  },
});

// A hook that takes what it needs, and no more.
export const plain = actor({ state: { on: true }, options: { canHibernateWebSocket: false }, onWake: () => {}, onConnect: (c) => console.log(c.conn.id), actions: {} });

// A hook that transforms what callers get.
export const masked = actor({
  state: { asked: 0 },
  onBeforeActionResponse: async (c, name, args, output) => {
    c.log.info({ msg: "answered", name, args: args.length, asked: c.state.asked });
    return output;
  },
  actions: { ask: (c) => ++c.state.asked },
});

export function logOpen(c: ActorContextOf<typeof desk>): void {
  console.log(c.state.open, c.vars.timer?.hasRef());
}

export default desk;
