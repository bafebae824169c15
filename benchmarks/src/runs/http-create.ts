// Actors made over HTTP, each with one action: `http-create <who> <port>`. One at a time, then 32.

import { Agent } from "node:http";
import { briefly } from "../lib/briefly.ts";
import { give } from "../lib/clock.ts";
import { ask, CALL, incrementPath } from "../lib/http.ts";

const MS = briefly(1_000, 50);
const WARM_UP = briefly(50, 2);

const port = process.argv[3] ?? "";
const agent = new Agent({ keepAlive: true, maxSockets: 32 });
let made = 0;

async function makeOne(): Promise<void> {
  const path = await incrementPath(agent, port, `made-${made++}`);
  JSON.parse(await ask(agent, port, "POST", path, CALL));
}

async function perSecond(atOnce: number): Promise<number> {
  const start = performance.now();
  let count = 0;
  const maker = async (): Promise<void> => {
    while (performance.now() - start < MS) {
      await makeOne();
      count++;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, maker));
  return (count / (performance.now() - start)) * 1_000;
}

for (let i = 0; i < WARM_UP; i++) await makeOne();
give({ one: await perSecond(1), many: await perSecond(32) });
process.exit();
