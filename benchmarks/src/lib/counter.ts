// The actors that servers are measured with: the same small actions for all of them.

import { actor, setup } from "@rivulet/runtime";
import { makeRows } from "./rows.ts";

const counter = actor({
  state: { count: 0 },
  sync: true,
  actions: { increment: (c, by: number) => (c.state.count += by) },
});

/** What very many look at. */
const board = actor({
  state: { text: "" },
  sync: true,
  actions: {
    say(c, text: string) {
      c.state.text = text;
    },
  },
});

/** How many of those below have gone to sleep in this process. */
export const asleep = { count: 0 };

/** One that sleeps as soon as it is told to. */
const sleeper = actor({
  createState: (_c, size: number) => ({ rows: makeRows(size) }),
  sync: true,
  onSleep: () => void asleep.count++,
  actions: { rest: (c) => c.sleep() },
});

/** How many of those below are awake in this process. */
export const awake = { count: 0 };

/** One that sleeps by itself, soon. */
const dozer = actor({
  createState: (_c, size: number) => ({ rows: makeRows(size), touched: 0 }),
  sync: true,
  options: { sleepTimeout: 500 },
  onWake: () => void awake.count++,
  onSleep: () => void awake.count--,
  actions: { touch: (c) => ++c.state.touched },
});

export const counters = setup({ use: { counter, board, sleeper, dozer } });
