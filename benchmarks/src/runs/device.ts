// A page in Chromium and what its disk costs: `device <raw|rivulet|replicache>`.
//
// - open 100, open 10000: from the script's beginning until that many rows are at hand, with no server; evaluated: of it, until the
//   client's code is ready; alike 100, alike 10000: IndexedDB alone, which reads and freezes as much
// - saved: actions on disk a second, of a thousand called at once; again: IndexedDB alone with as many writes in as many transactions;
//   called: the same actions a second with the storage in memory
// - memory: bytes that 10,000 rows need
// - took, longTasks, longest: 3,300 waiting actions drained, milliseconds

import type { BrowserContext, CDPSession, Page } from "playwright-core";
import { chromium } from "playwright-core";
import { findChromium } from "../../../scripts/chromium.mjs";
import { briefly } from "../lib/briefly.ts";
import { give, samples } from "../lib/clock.ts";
import { descendantsMicros } from "../lib/children.ts";
import type { Written } from "../lib/device.ts";
import { serverNode } from "../lib/node.ts";
import { startServer } from "../lib/serving.ts";
import { openSite } from "../lib/site.ts";

const SIZES: readonly number[] = briefly([100, 10_000], [100]);
const OPENED = briefly(5, 1);
const BURST = briefly(1_000, 20);
const WAITING = briefly(3_300, 50);
const LARGEST = Math.max(...SIZES);

const kind = process.argv[2] ?? "";
// One of Replicache's takes eight seconds.
const BURSTS = kind === "replicache" ? 1 : briefly(3, 1);
const site = await openSite(kind);
const server = kind === "rivulet" ? await startServer(serverNode().path, "runs/server-rows") : null;
const browser = await chromium.launch({ executablePath: findChromium() ?? "chromium", args: ["--no-sandbox"] });
const context: BrowserContext = await browser.newContext();

/** Loads the page anew. `flags`: what is said to it beside the server's address. */
async function load(flags = ""): Promise<Page> {
  const page = await context.newPage();
  const endpoint = server === null ? "" : `http://127.0.0.1:${server.port}`;
  await page.goto(`${site.url}/?endpoint=${encodeURIComponent(endpoint)}${flags}`);
  return page;
}
async function withPage<T>(flags: string, use: (page: Page) => Promise<T>): Promise<T> {
  const page = await load(flags);
  try {
    return await use(page);
  } finally {
    await page.close();
  }
}
async function heap(session: CDPSession): Promise<number> {
  await session.send("HeapProfiler.collectGarbage");
  return (await session.send("Runtime.getHeapUsage")).usedSize;
}

/** Has the server take whatever waits. */
async function drain(): Promise<void> {
  if (server !== null) await withPage("", (page) => page.evaluate(() => window.drain()));
}

/** Of some runs, after one that does not count. */
async function medianOf(run: () => Promise<number>): Promise<number> {
  const all = samples();
  for (let n = -1; n < OPENED; n++) {
    const ms = await run();
    if (n >= 0) all.add(ms);
  }
  return all.p50;
}
const opened = (flags: string): Promise<number> => medianOf(() => withPage(`&offline${flags}`, (page) => page.evaluate(() => window.opened)));

const figures: Record<string, number> = {};
for (const size of SIZES) {
  await withPage("", (page) => page.evaluate((count) => window.device.seed(count), size));
  figures[`open ${size}`] = await opened(`&open=${size}`);
  if (kind === "raw") figures[`alike ${size}`] = await opened(`&alike&open=${size}`);
}
if (kind === "rivulet") figures["evaluated"] = await medianOf(() => withPage("&offline", (page) => page.evaluate(() => window.evaluated)));

figures["memory"] = await withPage("&offline", async (page) => {
  const session = await context.newCDPSession(page);
  const before = await heap(session);
  await page.evaluate((count) => window.device.open(count), LARGEST);
  return (await heap(session)) - before;
});

if (kind !== "raw") {
  const saved = samples();
  for (let n = 0; n < BURSTS; n++) {
    const ms = await withPage("&offline", async (page) => {
      // The control has had its first run in its page as well.
      await page.evaluate((count) => window.device.burst(count), BURST);
      return page.evaluate((count) => window.device.burst(count), BURST);
    });
    saved.add(ms);
    // Or the next page has to read what this one has left, while it is measured.
    await drain();
  }
  figures["saved"] = BURST / (saved.p50 / 1_000);
}

if (kind === "rivulet") {
  const called = await withPage("&offline&memory", async (page) => {
    await page.evaluate((count) => window.device.burst(count), BURST);
    return page.evaluate((count) => window.device.burst(count), BURST);
  });
  figures["called"] = BURST / (called / 1_000);
  const written: Written = await withPage("&offline&count", async (page) => {
    await page.evaluate((count) => window.device.burst(count), 1);
    await page.evaluate(() => void (window.written = { transactions: 0, puts: 0, characters: 0 }));
    await page.evaluate((count) => window.device.burst(count), BURST);
    return page.evaluate(() => window.written);
  });
  const bare = await openSite("raw");
  const page = await context.newPage();
  await page.goto(bare.url);
  const again = samples();
  for (let n = -1; n < BURSTS; n++) {
    const ms = await page.evaluate((what) => window.writeAgain(what), written);
    if (n >= 0) again.add(ms);
  }
  figures["again"] = BURST / (again.p50 / 1_000);
  figures["transactions"] = written.transactions;
  figures["charactersEach"] = written.characters / BURST;
  await page.close();
  bare.close();
  await drain();
  const drained = await withPage("&offline", async (own) => {
    for (let n = 0; n < WAITING; n += 50) await own.evaluate((count) => window.device.burst(count), 50);
    return own.evaluate(() => window.drain());
  });
  Object.assign(figures, drained);
}

const { user, system } = process.cpuUsage();
const usedMicros = user + system + descendantsMicros();
await browser.close();
await server?.stop();
site.close();
give({ ...figures, usedMicros });
process.exit();
