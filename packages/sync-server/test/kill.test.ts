import { expect, test } from "vitest";
import { appFolder, freePort, started, urlOf } from "./support/cli.ts";
import { KEY, type RawClient, rawClient, stateOf } from "./support/raw-client.ts";

const CLIENTS = 4;
/** How many actions a client has under way. */
const WINDOW = 50;
const ROUNDS = 3;

/** A client that writes numbered lines for as long as its server lives, and goes on with the next server. */
function writer(n: number) {
  let acknowledged = 0;
  /** Every id that was ever pushed, acknowledged or not. */
  let pushed = 0;
  const line = (id: number): string => `${n}/${id}`;

  const push = (raw: RawClient, epoch: string, from: number, to: number): void => {
    const actions = Array.from({ length: to - from + 1 }, (_, i) => [from + i, "write", [line(from + i)], KEY, Date.now()]);
    if (actions.length > 0) raw.say({ t: "push", ch: 1, client: raw.client, epoch, actions });
    pushed = Math.max(pushed, to);
  };

  return {
    line,
    acknowledged: () => acknowledged,
    pushed: () => pushed,
    /** Writes until the connection breaks, or until `last`; resolves to the epoch it wrote in. */
    async write(url: string, last: number): Promise<string> {
      const raw = await rawClient(url, n);
      const opened = await raw.open();
      const [epoch] = (opened as unknown as { cursor: [string] }).cursor;
      push(raw, epoch, acknowledged + 1, Math.min(last, Math.max(pushed, acknowledged + WINDOW)));
      await new Promise<void>((resolve) => {
        const take = (): void => {
          for (const { t, id, error } of raw.heard.splice(0) as unknown as { t: string; id: number; error?: unknown }[]) {
            if (t !== "result") continue;
            expect([id, error]).toEqual([acknowledged + 1, undefined]);
            acknowledged = id;
          }
          const most = Math.min(last, acknowledged + WINDOW);
          if (pushed < most) push(raw, epoch, pushed + 1, most);
          if (acknowledged >= last) resolve();
        };
        raw.socket.on("message", take);
        void raw.closed.then(() => resolve());
        take();
      });
      raw.close();
      return epoch;
    },
  };
}

test("killed under load and started again, a server has lost nothing it acknowledged, and done nothing twice", async () => {
  const folder = await appFolder();
  const port = await freePort();
  const url = urlOf(port);
  const writers = Array.from({ length: CLIENTS }, (_, i) => writer(i + 1));
  const epochs = new Set<string>();

  /** What is on the disk contains all that was acknowledged, in order, each line once, and nothing that nobody wrote. */
  const check = async (): Promise<void> => {
    const reader = await rawClient(url, 99);
    const { lines } = stateOf(await reader.open());
    reader.close();
    for (const { line, acknowledged, pushed } of writers) {
      const own = lines.filter((each) => each.startsWith(line(0).slice(0, -1)));
      expect(own.length).toBeGreaterThanOrEqual(acknowledged());
      expect(own.length).toBeLessThanOrEqual(pushed());
      expect(own).toEqual(own.map((_, i) => line(i + 1)));
    }
  };

  for (let round = 0; round < ROUNDS; round++) {
    const server = await started(folder, port);
    await check();
    const before = writers.map(({ acknowledged }) => acknowledged());
    const writing = writers.map(({ write }) => write(url, Number.MAX_SAFE_INTEGER));
    // In the middle of it: every client has been told something in this round.
    await expect.poll(() => writers.every(({ acknowledged }, i) => acknowledged() >= (before[i] ?? 0) + 150), { timeout: 30_000, interval: 1 }).toBe(true);
    server.child.kill("SIGKILL");
    expect(await server.ended).toEqual({ code: null, signal: "SIGKILL" });
    for (const epoch of await Promise.all(writing)) epochs.add(epoch);
  }

  await started(folder, port);
  await check();
  const last = Math.max(...writers.map(({ pushed }) => pushed())) + 10;
  for (const epoch of await Promise.all(writers.map(({ write }) => write(url, last)))) epochs.add(epoch);
  expect(writers.map(({ acknowledged }) => acknowledged())).toEqual(Array(CLIENTS).fill(last));
  await check();
  expect(epochs.size).toBe(1);
});
