// The actors that servers are measured with, in RivetKit 2.0.

import { startRivetKit } from "../lib/rivetkit.ts";

interface CounterContext {
  readonly state: { count: number };
}

interface BoardContext {
  readonly state: { text: string };
  broadcast(name: string, text: string): void;
}

await startRivetKit({
  counter: { state: { count: 0 }, actions: { increment: (c: CounterContext, by: number) => (c.state.count += by) } },
  board: {
    state: { text: "" },
    actions: {
      say(c: BoardContext, text: string) {
        c.state.text = text;
        c.broadcast("said", text);
      },
    },
  },
});
