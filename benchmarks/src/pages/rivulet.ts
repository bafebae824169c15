// The client as an app has it, on a server that can be put out of reach: `?endpoint=…[&offline][&memory]`.

import { createClient } from "../../../packages/runtime/src/entry/local.ts";
import { countWrites, offer } from "../lib/device.ts";
import { registry, type Row, rowId, titleOf } from "../lib/rows.ts";

declare global {
  interface Window {
    /** The server can be reached from now on. Resolves once nothing waits: the long tasks until then, in milliseconds. */
    drain(): Promise<{ readonly took: number; readonly longTasks: number; readonly longest: number }>;
  }
}

const query = new URLSearchParams(location.search);
let isReachable = !query.has("offline");
if (query.has("count")) countWrites();

/** A socket that leads nowhere while the server is to be out of reach. */
class Way extends WebSocket {
  constructor(url: string, protocols?: string | string[]) {
    super(isReachable ? url : "ws://127.0.0.1:9/", protocols);
  }
}

function connect(size: number) {
  const client = createClient<typeof registry>({
    endpoint: query.get("endpoint") ?? "",
    registry,
    WebSocket: Way,
    storage: query.has("memory") ? "memory" : "indexeddb",
  });
  return client.record.getOrCreate([`rows-${size}`], { createWithInput: size }).connect();
}

let conn: ReturnType<typeof connect> | null = null;
const connected = (size: number): NonNullable<typeof conn> => (conn ??= connect(size));
/** Resolves as soon as it holds. */
const until = (own: NonNullable<typeof conn>, is: () => boolean): Promise<void> =>
  new Promise((resolve) => {
    const look = (): void => {
      if (!is()) return;
      // Nobody may look on while something is measured.
      clearInterval(timer);
      stop();
      resolve();
    };
    const stop = own.subscribe(look);
    const timer = setInterval(look, 2);
  });

window.evaluated = performance.now() - window.begun;
offer({
  async seed(size) {
    const own = connected(size);
    await until(own, () => own.sync.phase === "live");
    await own.rename(0, titleOf(0));
    await new Promise((resolve) => setTimeout(resolve, 300));
  },
  async open(size) {
    const own = connected(size);
    const rows = await new Promise<Readonly<Record<string, Row>>>((resolve) => {
      const look = (): void => {
        const { state } = own;
        if (state === undefined) return;
        stop();
        resolve(state.rows);
      };
      const stop = own.subscribe(look);
      look();
    });
    if (rows[rowId(size - 1)] === undefined) throw new Error("The rows are not there.");
    return performance.now() - window.begun;
  },
  async burst(count) {
    const own = connected(100);
    await until(own, () => own.state !== undefined);
    const start = performance.now();
    await Promise.all(Array.from({ length: count }, (_, i) => own.rename(i % 100, titleOf(i)).saved));
    return performance.now() - start;
  },
});

window.drain = async () => {
  const own = connected(100);
  // What waits is known then.
  await until(own, () => own.state !== undefined);
  let longTasks = 0;
  let longest = 0;
  const take = (entries: readonly PerformanceEntry[]): void => {
    for (const { duration } of entries) {
      longTasks += duration;
      longest = Math.max(longest, duration);
    }
  };
  const observer = new PerformanceObserver((list) => take(list.getEntries()));
  observer.observe({ type: "longtask" });
  const start = performance.now();
  isReachable = true;
  window.dispatchEvent(new Event("online"));
  await until(own, () => own.sync.pending === 0);
  const took = performance.now() - start;
  take(observer.takeRecords());
  observer.disconnect();
  // The device has to be rid of it too.
  await new Promise((resolve) => setTimeout(resolve, 300));
  return { took, longTasks, longest };
};
