import { actor, setup } from "@rivulet/runtime";

/** Counts, for everyone who is connected. */
const counter = actor({
  state: { count: 0 },
  actions: {
    add(c, amount: number) {
      c.state.count += amount;
      c.broadcast("count", c.state.count);
      return c.state.count;
    },
  },
});

export const registry = setup({ use: { counter } });
