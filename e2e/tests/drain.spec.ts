import type { Browser } from "@playwright/test";
import type { Tab } from "../support/tab.ts";
import { expect, test } from "../support/test.ts";

const WAITING = 3_300;

/**
 * A task of a page, in milliseconds of the processor: a busy machine does not make it longer. Nor more than it took by the
 * clock: a virtual machine's count of the processor's time may jump.
 */
interface Task {
  readonly ms: number;
  readonly at: number;
}

interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

/** The longest tasks of the browser's pages while something goes on, the longest first. */
async function longest(browser: Browser, what: () => Promise<void>): Promise<readonly Task[]> {
  await browser.startTracing(undefined, { categories: ["toplevel", "disabled-by-default-devtools.timeline"] });
  await what();
  const { traceEvents }: { traceEvents: TraceEvent[] } = JSON.parse((await browser.stopTracing()).toString());
  const main = new Set(
    traceEvents.flatMap(({ name, args, pid, tid }) => (name === "thread_name" && args?.name === "CrRendererMain" ? [`${pid}/${tid}`] : [])),
  );
  return traceEvents
    .flatMap(({ name, pid, tid, ts, dur = 0, tdur = 0 }) => (/RunTask$/.test(name) && main.has(`${pid}/${tid}`) ? [{ ms: Math.min(dur, tdur) / 1_000, at: ts / 1_000 }] : []))
    .sort((a, b) => b.ms - a.ms)
    .slice(0, 8);
}

const waiting = ({ page }: Tab): Promise<number> => page.evaluate(() => window.bench.list.sync.pending);
const count = ({ page }: Tab): Promise<number | undefined> => page.evaluate(() => window.bench.list.state?.count);

test("a queue of 3,300 is read, folded, sent and drained without holding up the page (complaint 15)", async ({ browser, server, newDevice }, info) => {
  const device = await newDevice();
  const tab = await device.open({ blind: true });
  const phase = (): Promise<string> => tab.page.evaluate(() => window.bench.list.sync.phase);
  await expect.poll(phase).toBe("live");
  await server.stop();
  await tab.page.evaluate(async (total) => {
    for (let n = 0; n < total; n += 50) {
      const calls = Array.from({ length: 50 }, (_, i) => window.bench.list.add(`queued ${n + i}`));
      await calls.at(-1)?.saved;
    }
  }, WAITING);
  const opened = await longest(browser, async () => {
    await tab.page.reload();
    await expect.poll(() => waiting(tab)).toBe(WAITING);
    await expect.poll(() => count(tab)).toBe(WAITING);
  });
  const drained = await longest(browser, async () => {
    await server.start();
    await expect.poll(() => waiting(tab), { timeout: 60_000 }).toBe(0);
    await expect.poll(phase).toBe("live");
  });
  expect(await count(tab)).toBe(WAITING);
  for (const tasks of [opened, drained]) {
    expect(tasks.length).toBeGreaterThan(0);
    for (const { ms } of tasks) expect(ms, JSON.stringify({ opened, drained })).toBeLessThan(50);
  }
  info.annotations.push({ type: "longest tasks", description: `opened ${opened[0]?.ms} ms, drained ${drained[0]?.ms} ms` });
});
