// Compiled, not run: what authors of actors and their callers must see, and what the compiler must refuse.

import type { ActionContextOf, Ctx } from "../contract/infer.ts";
import type { ActionsOf, Called, StateOf } from "../contract/typed.ts";
import { actor } from "./actor.ts";
import { read, serverOnly } from "./marks.ts";
import { setup } from "./registry.ts";

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function holds<_T extends true>(): void {}

const counter = actor({
  state: { count: 0 },
  actions: {
    increment: (c, amount: number) => {
      holds<Equal<typeof c.state, { count: number }>>();
      holds<Equal<typeof c.mode, "authoritative" | "predicted" | "replayed">>();
      c.broadcast("count", c.state.count);
      return (c.state.count += amount);
    },
    getCount: read((c: Ctx<{ state: { count: number } }>) => {
      holds<Equal<typeof c.state, { count: number }>>();
      return c.state.count;
    }),
    audit: serverOnly(async (c, reason: string) => {
      holds<Equal<ReturnType<typeof c.now>, number>>();
      const count: number = c.state.count;
      return { reason, count };
    }),
    reset: (c) => {
      c.state = { count: 0 };
      // @ts-expect-error the state has no such property
      c.state.total = 1;
      // @ts-expect-error the state is not a text
      c.state = "zero";
    },
  },
});

type Increment = Called<ActionsOf<typeof counter>["increment"]>;
holds<Equal<Increment, (amount: number) => number>>();
type Audit = Called<ActionsOf<typeof counter>["audit"]>;
holds<Equal<Audit, (reason: string) => { reason: string; count: number }>>();
holds<Equal<Called<ActionsOf<typeof counter>["getCount"]>, () => number>>();
holds<Equal<StateOf<typeof counter>, { count: number }>>();

interface Player {
  name: string;
  score: number;
}
const game = actor({
  createState: (c, input: { mode: string }) => {
    holds<Equal<typeof c.key, string[]>>();
    return { mode: input.mode, players: [] as Player[], startedAt: c.now() };
  },
  createConnState: (_c, params: { userId: string }) => ({ userId: params.userId }),
  createVars: () => ({ cache: new Map<string, number>() }),
  onConnect: (c, conn) => {
    holds<Equal<typeof conn.state, { userId: string }>>();
    holds<Equal<typeof c.vars.cache, Map<string, number>>>();
  },
  onStateChange: (c, state) => {
    holds<Equal<typeof state.players, Player[]>>();
    c.broadcast("changed", state.mode);
  },
  actions: {
    join: (c, name: string, score?: number) => {
      holds<Equal<typeof c.conn.state.userId, string>>();
      holds<Equal<typeof c.conn.params, { userId: string }>>();
      addPlayer(c, { name, score: score ?? 0 });
      return c.state.players.length;
    },
  },
});

function addPlayer(c: ActionContextOf<typeof game>, player: Player): void {
  c.state.players.push(player);
}

interface Settings {
  theme: string;
  size?: number;
}
const settings: Settings = { theme: "dark" };
const both = actor({
  state: settings,
  createState: (_c, input: { theme: string }): Settings => ({ theme: input.theme }),
  vars: { started: 0 },
  createVars: () => ({ started: Date.now() }),
  actions: { grow: (c) => (c.state.size = (c.state.size ?? 0) + 1) },
});
holds<Equal<StateOf<typeof both>, Settings>>();

const stateless = actor({ actions: { ping: () => "pong" as const } });
holds<Equal<Called<ActionsOf<typeof stateless>["ping"]>, () => "pong">>();

actor({
  state: { count: 0 },
  actions: {},
  // @ts-expect-error there is no such key
  onWakeUp: () => {},
});

export const registry = setup({ use: { counter, game, both, stateless } });
holds<Equal<keyof (typeof registry)["config"]["use"], "counter" | "game" | "both" | "stateless">>();

// Written where it is registered, an actor knows its types all the same.
export const inline = setup({
  use: {
    counter: actor({
      state: { count: 0 },
      createConnState: (_c, params: { userId: string }) => ({ userId: params.userId }),
      actions: { add: (c) => [++c.state.count, c.conn.state.userId] as const },
    }),
  },
});
holds<Equal<Called<ActionsOf<(typeof inline)["config"]["use"]["counter"]>["add"]>, () => readonly [number, string]>>();
