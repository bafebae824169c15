// The actor that servers are measured with, in RivetKit 2.0.

import { startRivetKit } from "../lib/rivetkit.ts";

interface CounterContext {
  readonly state: { count: number };
}

await startRivetKit({
  counter: { state: { count: 0 }, actions: { increment: (c: CounterContext, by: number) => (c.state.count += by) } },
});
