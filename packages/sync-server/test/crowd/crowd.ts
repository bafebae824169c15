// Very many connections for a long time: none may be dropped, and memory may not grow.

import { execFileSync } from "node:child_process";
import { rm } from "node:fs/promises";
import { freePort, newAppFolder, RUNS, startServer, urlOf } from "../support/process.ts";
import { type RawClient, rawClient } from "../support/raw-client.ts";

export interface CrowdOptions {
  /** Connections to one actor, each of which hears what is written every second. */
  readonly together: number;
  /** Connections to an actor of their own each, to which nothing happens. */
  readonly idle: number;
  readonly seconds: number;
  /** Hears of every sample. */
  readonly tell?: (sample: Sample) => void;
}

export interface Sample {
  /** Since everybody is there. */
  readonly second: number;
  /** What the server's process has in memory, in MiB. */
  readonly memory: number;
  readonly connections: number;
}

export interface Crowd {
  readonly samples: readonly Sample[];
  /** Connections that ended by themselves. */
  readonly dropped: number;
  /** Lines that were written, and how many of them the one who heard the fewest has heard. */
  readonly written: number;
  readonly heard: number;
}

/** A client says something when it has heard nothing for so long; milliseconds. */
const PING_AFTER = 20_000;
/** Connections that are opened at the same time. */
const AT_ONCE = 50;

export async function crowd({ together, idle, seconds, tell = () => {} }: CrowdOptions): Promise<Crowd> {
  const folder = await newAppFolder();
  const port = await freePort();
  const url = urlOf(port);
  const server = startServer(folder, port);
  await server.says(RUNS);
  const memory = (): number => Number(execFileSync("ps", ["-o", "rss=", "-p", String(server.child.pid)], { encoding: "utf8" })) / 1_024;
  const clients: RawClient[] = [];
  let dropped = 0;
  let isOver = false;
  const join = async (n: number, key: string): Promise<void> => {
    const raw = await rawClient(url, n);
    await raw.open("log", { at: { key: [key] }, seen: [] });
    // Whoever hears very much over a long time keeps none of it.
    raw.heard.length = 0;
    raw.socket.on("close", () => void (isOver || dropped++));
    clients.push(raw);
  };
  const joinAll = async (count: number, first: number, keyOf: (n: number) => string): Promise<void> => {
    for (let n = 0; n < count; n += AT_ONCE) {
      await Promise.all(Array.from({ length: Math.min(AT_ONCE, count - n) }, (_, i) => join(first + n + i, keyOf(n + i))));
    }
  };
  try {
    await joinAll(idle, 100_000, (n) => `own${n}`);
    await joinAll(together, 1, () => "together");
    const heard = clients.slice(idle).map((raw) => {
      const own = { commits: 0 };
      raw.socket.on("message", () => {
        own.commits += raw.heard.filter(({ t }) => t === "commit").length;
        raw.heard.length = 0;
      });
      return own;
    });
    const pings = clients.slice(0, idle).map((raw, i) => {
      raw.socket.on("message", () => void (raw.heard.length = 0));
      // Spread over the time: they came one after another.
      return setTimeout(() => pings.push(setInterval(() => raw.say({ t: "ping" }), PING_AFTER)), (i / idle) * PING_AFTER);
    });
    const samples: Sample[] = [];
    const writer = await rawClient(url, 99_999);
    await writer.open("log", { at: { key: ["together"] } });
    const began = performance.now();
    let written = 0;
    for (let second = 0; second < seconds; second++) {
      await writer.act(++written, "write", String(written));
      writer.heard.splice(2); // but for the greeting and the opening
      if (second % 10 === 0) {
        samples.push({ second, memory: memory(), connections: clients.length - dropped });
        samples.slice(-1).forEach(tell);
      }
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, began + (second + 1) * 1_000 - performance.now())));
    }
    for (const ping of pings) clearInterval(ping);
    isOver = true;
    return { samples, dropped, written, heard: Math.min(...heard.map(({ commits }) => commits)) };
  } finally {
    isOver = true;
    for (const { socket } of clients) socket.terminate();
    server.child.kill("SIGKILL");
    await server.ended;
    await rm(folder, { recursive: true, force: true });
  }
}
