// Stateless actions over HTTP, always as many at a time, over connections that are kept: `http-load <echo|actor> <port>`.

import { Agent } from "node:http";
import { briefly } from "../lib/briefly.ts";
import { give } from "../lib/clock.ts";
import { ask, CALL, incrementPath } from "../lib/http.ts";
import { measureLoad, newLoad } from "../lib/load.ts";

const AT_ONCE = 32;
const WARM_UP = briefly(1_000, 50);
const SECONDS = briefly(2, 0.1);

const [kind, port = ""] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });

const path = kind === "echo" ? "/" : await incrementPath(agent, port, "main");
const load = newLoad();
let isOver = false;

async function caller(): Promise<void> {
  while (!isOver) {
    const start = performance.now();
    JSON.parse(await ask(agent, port, "POST", path, CALL));
    load.latency.add(performance.now() - start);
    load.answers++;
  }
}

const callers = Array.from({ length: AT_ONCE }, caller);
const perSecond = await measureLoad(load, WARM_UP, SECONDS);
isOver = true;
await Promise.all(callers);
give({ perSecond, answers: load.answers, p50: load.latency.p50, p99: load.latency.p99 });
process.exit();
