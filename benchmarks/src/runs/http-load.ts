// Stateless actions over HTTP, always as many at a time, over connections that are kept: `http-load <echo|actor> <port>`.

import { Agent, request } from "node:http";
import { give } from "../lib/clock.ts";
import { measureLoad, newLoad } from "../lib/load.ts";

const AT_ONCE = 32;
const WARM_UP = 2_000;
const SECONDS = 3;

const [kind, port] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
const headers = { "content-type": "application/json", "x-rivet-encoding": "json" };

/** One request and its answer's body. */
function ask(method: string, path: string, body: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { agent, host: "127.0.0.1", port, method, path, headers: { ...headers, "content-length": Buffer.byteLength(body) } };
    const asked = request(options, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => (text += chunk));
      response.on("end", () => (response.statusCode === 200 ? resolve(text) : reject(new Error(`${response.statusCode}: ${text}`))));
    });
    asked.on("error", reject);
    asked.end(body);
  });
}

async function actorPath(): Promise<string> {
  const body = JSON.stringify({ name: "counter", key: "main", runner_name_selector: "default", crash_policy: "sleep" });
  const { actor }: { actor: { actor_id: string } } = JSON.parse(await ask("PUT", "/actors?namespace=default", body));
  return `/gateway/${actor.actor_id}/action/increment`;
}

const path = kind === "echo" ? "/" : await actorPath();
const call = JSON.stringify({ args: [1] });
const load = newLoad();
let isOver = false;

async function caller(): Promise<void> {
  while (!isOver) {
    const start = performance.now();
    JSON.parse(await ask("POST", path, call));
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
