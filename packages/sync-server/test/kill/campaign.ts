// A server under load is killed at random instants, started again, and asked what it has kept.

import { rm } from "node:fs/promises";
import { rng } from "../../../runtime/src/util/rng.ts";
import { type Cli, freePort, newAppFolder, RUNS, startServer, urlOf } from "../support/process.ts";
import { rawClient, stateOf } from "../support/raw-client.ts";
import { httpWriter, socketWriter, syncWriter, type Writer } from "./writers.ts";

/** An actor is killed this often; then others take its place, so that its state does not grow without end. */
const PER_SEASON = 8;
/** The longest a server lives after it has answered for the first time, in milliseconds. */
const LONGEST_LIFE = 600;

export interface Campaign {
  readonly kills: number;
  /** What was acknowledged, by the kind of client. */
  readonly acknowledged: Readonly<Record<Writer["kind"], number>>;
  /** Lines that were sent, never acknowledged, and are there all the same, each once. */
  readonly unacknowledged: number;
  /** From the start of a process until it takes connections, in milliseconds. */
  readonly restarts: readonly number[];
}

export interface CampaignOptions {
  readonly kills: number;
  readonly seed: string;
  /** Hears of every kill. */
  readonly tell?: (kill: number) => void;
}

/**
 * Rejects where something acknowledged is not there, is there twice, or stands elsewhere than where the server said;
 * where lines of one client stand out of their order; or where a line is there that nobody sent.
 */
export async function campaign({ kills, seed, tell = () => {} }: CampaignOptions): Promise<Campaign> {
  const folder = await newAppFolder();
  const port = await freePort();
  const url = urlOf(port);
  const random = rng(seed);
  const restarts: number[] = [];
  const acknowledged = { sync: 0, socket: 0, http: 0 };
  let unacknowledged = 0;
  let server: Cli | null = null;

  const start = async (): Promise<Cli> => {
    const at = performance.now();
    const cli = startServer(folder, port);
    server = cli;
    await cli.says(RUNS);
    restarts.push(performance.now() - at);
    return cli;
  };
  const kill = async (cli: Cli): Promise<void> => {
    cli.child.kill("SIGKILL");
    const { signal } = await cli.ended;
    if (signal !== "SIGKILL") throw new Error(`the server had ended before:\n${cli.output()}`);
  };

  /** Some kills of one actor, and the end of what its clients had to say. */
  const season = async (number: number, count: number): Promise<void> => {
    const key = `season${number}`;
    const synced = [1, 2].map((n) => syncWriter(number * 10 + n, key));
    const writers: readonly Writer[] = [...synced, socketWriter(1, key), socketWriter(2, key), httpWriter(1, key), httpWriter(2, key)];
    const linesNow = async (): Promise<readonly string[]> => {
      const reader = await rawClient(url, 9_999);
      const { lines } = stateOf(await reader.open("log", { at: { key: [key] } }));
      reader.close();
      return lines;
    };
    for (let round = 0; round < count; round++) {
      const own = await start();
      check(writers, await linesNow());
      const before = writers.map(({ places }) => places.size);
      const writing = Promise.all(writers.map(({ write }) => write(url, Number.MAX_SAFE_INTEGER)));
      const isHeard = (): boolean => writers.some(({ places }, i) => places.size > (before[i] ?? 0));
      while (!isHeard()) await sleep(1);
      await sleep(random.random() * LONGEST_LIFE);
      await kill(own);
      await writing;
      tell((number - 1) * PER_SEASON + round + 1);
    }
    const own = await start();
    await Promise.all(synced.map(({ write, sent }) => write(url, sent() + 1)));
    const lines = await linesNow();
    check(writers, lines);
    for (const { name, places, sent, epochs } of synced) {
      if (places.size !== sent() || epochs.size !== 1) throw new Error(`${name}: ${places.size} of ${sent()} acknowledged, in ${epochs.size} epochs`);
    }
    await kill(own);
    for (const { kind, places } of writers) acknowledged[kind] += places.size;
    unacknowledged += lines.length - writers.reduce((sum, { places }) => sum + places.size, 0);
  };

  try {
    for (let done = 0, number = 1; done < kills; done += PER_SEASON, number++) await season(number, Math.min(PER_SEASON, kills - done));
    return { kills, acknowledged, unacknowledged, restarts };
  } finally {
    (server as Cli | null)?.child.kill("SIGKILL");
    await (server as Cli | null)?.ended;
    await rm(folder, { recursive: true, force: true });
  }
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

function check(writers: readonly Writer[], lines: readonly string[]): void {
  const numbers = new Map(writers.map(({ name }) => [name, [] as number[]]));
  for (const line of lines) {
    const [name = "", number] = line.split("/");
    const own = numbers.get(name);
    if (own === undefined) throw new Error(`nobody wrote ${line}`);
    own.push(Number(number));
  }
  for (const { kind, name, places, sent } of writers) {
    const own = numbers.get(name) ?? [];
    own.forEach((number, i) => {
      if (number > sent()) throw new Error(`${name}/${number} is there and was never sent`);
      if (i > 0 && number <= (own[i - 1] ?? 0)) throw new Error(`${name}/${number} comes after ${name}/${own[i - 1]}`);
      if (kind === "sync" && number !== i + 1) throw new Error(`${name}/${i + 1} is missing before ${name}/${number}`);
    });
    for (const [number, place] of places) {
      if (lines[place - 1] !== `${name}/${number}`) throw new Error(`${name}/${number} was acknowledged at ${place}, where there is ${lines[place - 1]}`);
    }
  }
}
