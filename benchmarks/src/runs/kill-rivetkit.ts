// The same log in RivetKit 2.0 with its file system driver.

import { startRivetKit } from "../lib/rivetkit.ts";

interface LogContext {
  readonly state: { readonly lines: string[] };
}

await startRivetKit({
  log: {
    state: { lines: [] },
    actions: { write: (c: LogContext, line: string) => void c.state.lines.push(line), all: (c: LogContext) => c.state.lines },
  },
});
