// One WebSocket, always as many actions in flight: `server-load <echo|rivulet|gathered|rivetkit> <port> [sockets] [in flight]`.
//
// Each answer is followed by another action. Several sockets have an actor each.

import { briefly } from "../lib/briefly.ts";
import { callerOf } from "../lib/callers.ts";
import { give } from "../lib/clock.ts";
import { measureLoad, newLoad } from "../lib/load.ts";

const WARM_UP = briefly(1_000, 50);
const SECONDS = briefly(2, 0.1);
/** Connections that are opened at the same time. */
const AT_ONCE = 50;

const [kind, port, sockets = "1", each = "100"] = process.argv.slice(2);
const connect = callerOf(kind);
const load = newLoad();

/** Opens a socket; the returned function sends its first actions. */
async function open(key: string): Promise<() => void> {
  const sentAt: number[] = [];
  let oldest = 0;
  const more = await connect(`ws://127.0.0.1:${port}`, key, (count) => {
    const now = performance.now();
    load.answers += count;
    for (let i = 0; i < count; i++) load.latency.add(now - (sentAt[oldest++] ?? now));
    send(count);
  });
  const send = (count: number): void => {
    const now = performance.now();
    for (let i = 0; i < count; i++) sentAt.push(now);
    more(count);
  };
  return () => send(Number(each));
}

const begin: (() => void)[] = [];
for (let n = 0; n < Number(sockets); n += AT_ONCE) {
  const together = Array.from({ length: Math.min(AT_ONCE, Number(sockets) - n) }, (_, i) => open(`counter-${n + i}`));
  begin.push(...(await Promise.all(together)));
}
for (const start of begin) start();
const perSecond = await measureLoad(load, WARM_UP, SECONDS);
give({ perSecond, answers: load.answers, p50: load.latency.p50, p99: load.latency.p99 });
process.exit();
