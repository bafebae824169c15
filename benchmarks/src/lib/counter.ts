// The actor that servers are measured with: the same small action for all of them.

import { actor, setup } from "@rivulet/runtime";

const counter = actor({
  state: { count: 0 },
  sync: true,
  actions: { increment: (c, by: number) => (c.state.count += by) },
});

export const counters = setup({ use: { counter } });
