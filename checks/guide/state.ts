// Where an actor's state, variables and input come from, in every form.
import { actor, setup } from "rivetkit";
import { createClient } from "rivetkit/client";

interface Level {
  number: number;
  title?: string;
  seen: Record<string, boolean>;
}
interface LevelInput {
  title: string;
  start?: number;
}
interface Ticker {
  listen(name: string, heard: (value: number) => void): void;
  tick(name: string, value: number): void;
}
declare function makeTicker(): Ticker;
declare const accounts: { load(id: string): Promise<{ id: string; plan: string }> };

export const fixed = actor({
  state: { steps: 0 },
  vars: { last: 0, ticker: makeTicker() },
  actions: {
    step: (c) => ++c.state.steps,
    back: (c) => c.state.steps--,
    touch: (c) => {
      c.vars.last = Date.now();
      return (c.state.steps += 1);
    },
  },
});

export const emptyLists = actor({ state: { rows: [] }, actions: { count: (c) => c.state.rows.length } });

export const made = actor({
  createState: (c, input: LevelInput) => ({ title: input.title, number: input.start ?? 1 }),
  createVars: () => {
    const ticker = makeTicker();
    ticker.listen("step", (value) => console.log(value.toFixed()));
    return { ticker, target: new EventTarget() };
  },
  actions: {
    go: (c) => {
      c.vars.ticker.tick("step", ++c.state.number);
      c.vars.target.dispatchEvent(new Event("moved"));
      return { title: c.state.title, number: c.state.number };
    },
  },
});

export const both = actor({
  state: { number: 0, seen: {} } as Level,
  createState: (c, input: LevelInput): Level => ({ number: input.start ?? 0, title: input.title, seen: { [c.key[0]]: true } }),
  vars: { request: null as AbortController | null },
  createVars: () => ({ request: null as AbortController | null }),
  connState: { user: "", since: 0 },
  createConnState: (c, params: { user: string; since?: number }) => ({ user: params.user, since: params.since ?? Date.now() }),
  actions: {
    title: (c) => c.state.title?.toUpperCase(),
    mark: (c, key: string) => {
      delete c.state.seen[key];
      c.state.seen[key] = true;
      c.vars.request?.abort();
      return c.conn.state.user.trim();
    },
  },
});

// What is loaded anew at each start, written out of the state as it changes.
export const mirrored = actor({
  state: { plan: "", changes: 0 },
  createVars: async (c): Promise<{ account: { id: string; plan: string } }> => ({ account: await accounts.load(c.key.join("-")) }),
  onCreate: async (c, input: { plan: string }) => {
    c.state.plan = input.plan;
    await accounts.load(c.key.join("/"));
  },
  onStateChange: async (c, state) => {
    await accounts.load(state.plan);
  },
  actions: {
    plan: async (c) => {
      c.state.changes++;
      c.vars.account = await accounts.load(c.key[0]);
      return c.vars.account.plan;
    },
  },
});

export const withDriver = actor({
  state: {},
  createVars: (c, driver): { started: number; driver: unknown } => ({ started: Date.now(), driver: driver.ctx }),
  actions: {},
});

export const withoutState = actor({ onDestroy: (c) => console.log(c.actorId), actions: { ping: () => "pong" } });

export const registry = setup({ use: { fixed, made, both, mirrored, withDriver, withoutState, emptyLists } });
const client = createClient<typeof registry>();

const level = await client.both.create(["first", "level"], { input: { title: "One", start: 3 } });
export const title: string | undefined = await level.title();
// Input counts only where the call makes the actor.
export const again = client.made.getOrCreate("first", { createWithInput: { title: "One" } });
const { number } = await again.go();
export const moved: number = number;
await client.mirrored.create(["one"], { input: { plan: "free" } });
// @ts-expect-error a level's start is a number
await client.both.create(["second"], { input: { title: "Two", start: "1" } });
