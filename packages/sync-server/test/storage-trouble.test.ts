// Disks that are full, damaged, taken by others, or lose their power in the middle of a write; with SQLite itself.

import { readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { mkdtemp, open, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { actor, setup } from "@rivulet/runtime";
import { SILENT } from "@rivulet/runtime/host";
import { afterEach, describe, expect, test } from "vitest";
import { rng } from "../../runtime/src/util/rng.ts";
import { serve } from "../src/node/serve.ts";
import { findDriver } from "../src/sqlite/driver.ts";
import type { Database } from "../src/sqlite/messages.ts";
import { sqlite } from "../src/sqlite/storage.ts";
import { appFolder, freePort, startedWith, urlOf } from "./support/cli.ts";
import { type Message, rawClient, stateOf } from "./support/raw-client.ts";

const FILE = "rivulet.sqlite";
const folders: string[] = [];
const newFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), "rivulet-"));
  folders.push(folder);
  return folder;
};
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});
const failed = { group: "storage", code: "failed" };

describe("a disk that is full", () => {
  /** Whatever may come of a push: its result, or the end of its channel. */
  const answers = ({ t, id }: Message, wanted: number): boolean => (t === "result" && id === wanted) || t === "resync" || t === "closed";

  test.skipIf(process.platform === "win32")("L3 refuses what it cannot keep, by name; what was acknowledged is there, then and ever after", async () => {
    const folder = await appFolder();
    const port = await freePort();
    const full = await startedWith({ fileSize: 1_024 }, folder, port);
    const line = (id: number): string => `${id} `.padEnd(20_000, "x");
    const raw = await rawClient(urlOf(port), 1);
    const [epoch] = ((await raw.open()) as unknown as { cursor: [string] }).cursor;
    const push = (id: number, ch = 1): void => {
      const action = [id, "write", [line(id)], "0123456789abcdef0123456789abcdef", Date.now()];
      raw.say({ t: "push", ch, client: raw.client, epoch, actions: [action] });
    };
    let acknowledged = 0;
    let refusal: Message | null = null;
    while (refusal === null && acknowledged < 200) {
      push(acknowledged + 1);
      const answer = await raw.next((message) => answers(message, acknowledged + 1));
      if (answer.t === "result") acknowledged++;
      else refusal = answer;
    }
    expect(acknowledged).toBeGreaterThan(3);
    expect(refusal).toMatchObject({ error: { group: "actor", code: "restarting" } });
    // Awake again from the disk: nothing that was shown is gone, and nothing else is there.
    const expected = Array.from({ length: acknowledged }, (_, i) => line(i + 1));
    expect(stateOf(await raw.open("log", { ch: 2 }).then(() => raw.next(({ t, ch }) => t === "opened" && ch === 2))).lines).toEqual(expected);
    // Others are told so too, as what may be tried again.
    const response = await fetch(`${urlOf(port)}/gateway/log/action/write?rvt-method=get&rvt-key=x`, { method: "POST", body: JSON.stringify({ args: [line(0)] }) });
    expect([response.status, await response.json()]).toMatchObject([503, { group: expect.stringMatching(/^(actor|storage)$/) }]);
    expect((await fetch(`${urlOf(port)}/health`)).status).toBe(200);
    full.child.kill("SIGKILL");
    await full.ended;

    // On a disk with room it goes on where it was.
    await startedWith({}, folder, port);
    const again = await rawClient(urlOf(port), 1);
    expect(stateOf(await again.open()).lines).toEqual(expected);
    expect(await again.act(acknowledged + 1, "write", "after")).toMatchObject({ output: acknowledged + 1 });
    again.close();
  });
});

describe("a file", () => {
  const openRaw = (file: string): Database => {
    const require = createRequire(import.meta.url);
    return findDriver() === "node:sqlite" ? new (require("node:sqlite").DatabaseSync)(file) : new (require("better-sqlite3"))(file, { timeout: 50 });
  };

  test("that somebody else is writing to is refused, and taken when it is free", async () => {
    const folder = await newFolder();
    await (await sqlite(folder)).close();
    const other = openRaw(join(folder, FILE));
    other.exec("BEGIN IMMEDIATE");
    await expect(sqlite(folder)).rejects.toMatchObject({ ...failed, message: expect.stringMatching(/locked|busy/) });
    other.exec("COMMIT");
    other.close();
    await (await sqlite(folder)).close();
  });

  test("with damage in the middle refuses what cannot be read any more, by name, and gives the rest", async () => {
    const folder = await newFolder();
    const keys = Array.from({ length: 400 }, (_, i) => `key/${String(i).padStart(4, "0")}`);
    const value = (key: string): string => key.padEnd(800, key);
    const storage = await sqlite(folder);
    await storage.write({ ops: keys.map((key) => ({ op: "put", key, value: value(key) })) });
    await storage.close();
    const random = rng("damage");
    const file = await open(join(folder, FILE), "r+");
    const pages = Math.floor(statSync(join(folder, FILE)).size / 4_096);
    for (let page = 2; page < pages; page += 1 + (random.uint32() % 6)) {
      await file.write(Buffer.from(Array.from({ length: 4_096 }, () => random.uint32() & 255)), 0, 4_096, page * 4_096);
    }
    await file.close();
    const damaged = await sqlite(folder);
    const outcomes = { refused: 0, right: 0 };
    for (const key of keys) {
      const found = await damaged.get([key]).catch((error: unknown) => {
        expect(error).toMatchObject(failed);
        outcomes.refused++;
        return [];
      });
      if (found[0] === value(key)) outcomes.right++;
    }
    expect(Math.min(outcomes.refused, outcomes.right)).toBeGreaterThan(0);
    await expect(damaged.list({ from: "key/", to: "key0" })).rejects.toMatchObject(failed);
    await damaged.close();
  });

  test("with damage in one actor leaves the server up: what is asked of that actor is refused by name", async () => {
    const folder = await newFolder();
    const box = actor({ state: { text: "" }, actions: { put: (c, text: string) => (c.state.text = text).length } });
    const registry = setup({ use: { box } });
    const ask = async (url: string, key: string): Promise<{ status: number; body: unknown }> => {
      const response = await fetch(`${url}/gateway/box/action/put?rvt-method=getOrCreate&rvt-key=${key}`, { method: "POST", body: JSON.stringify({ args: ["x".repeat(30_000)] }) });
      return { status: response.status, body: await response.json() };
    };
    const first = await serve(registry, { port: 0, storage: sqlite(folder), logger: SILENT });
    for (let i = 0; i < 20; i++) expect(await ask(first.url, `a${i}`)).toMatchObject({ status: 200 });
    await first.stop();
    const bytes = await readFile(join(folder, FILE));
    bytes.fill(0xff, 8 * 4_096, bytes.length - 20 * 4_096);
    await writeFile(join(folder, FILE), bytes);
    const second = await serve(registry, { port: 0, storage: sqlite(folder), logger: SILENT });
    const statuses = new Set<number>();
    for (let i = 0; i < 20; i++) {
      const { status, body } = await ask(second.url, `a${i}`);
      statuses.add(status);
      if (status !== 200) expect([status, body]).toMatchObject([503, failed]);
    }
    expect(statuses).toContain(503);
    expect((await fetch(`${second.url}/health`)).status).toBe(200);
    await second.stop();
  });
});

describe("a power cut at any instant of a write", () => {
  /** So that the log is brought into the file before the last of them. */
  const SIZE = 500_000;
  const WRITES = 12;
  interface Files {
    readonly database: Buffer;
    readonly log: Buffer;
  }
  const filesIn = (folder: string): Files => ({ database: readFileSync(join(folder, FILE)), log: readFileSync(join(folder, `${FILE}-wal`)) });

  test("L3 leaves all that was acknowledged, and of what was being written all or nothing", async () => {
    const seed = process.env["RIVULET_SEED"] ?? String(Date.now());
    const random = rng(seed);
    const folder = await newFolder();
    const storage = await sqlite(folder);
    const name = (id: number): string => `log/${String(id).padStart(4, "0")}`;
    const value = (id: number): string => `${id} `.padEnd(SIZE, String(id % 10));

    /** What a server finds after the cut: the number of the last write, once it is sure that it is all there. */
    const found = async ({ database, log }: Files): Promise<number> => {
      const copy = await newFolder();
      await writeFile(join(copy, FILE), database);
      await writeFile(join(copy, `${FILE}-wal`), log);
      const woken = await sqlite(copy);
      const [last] = await woken.get(["last"]);
      const entries = await woken.list({ from: "log/", to: "log0" });
      await woken.close();
      await rm(copy, { recursive: true });
      folders.pop();
      expect(entries.map(([key]) => key)).toEqual(Array.from({ length: Number(last ?? 0) }, (_, i) => name(i + 1)));
      entries.forEach(([, text], i) => expect(text === value(i + 1)).toBe(true));
      return Number(last ?? 0);
    };

    /** A cut between two states of the files, of which the later holds one write more. */
    const cutOff = async (before: Files, after: Files, id: number): Promise<void> => {
      // The log is written from where it ended, or anew from its front; what is behind the cut is what it was.
      const from = after.log.subarray(0, 32).equals(before.log.subarray(0, 32)) ? before.log.length : 0;
      const cut = from + (random.uint32() % (after.log.length - from + 1));
      const last = await found({ database: before.database, log: Buffer.concat([after.log.subarray(0, cut), before.log.subarray(cut)]) });
      expect([id - 1, id]).toContain(last);
      outcomes[last === id ? "after" : "before"]++;
      if (after.database.equals(before.database)) return;
      // Then what is in the log is brought into the file, page by page, in whatever order.
      outcomes.moved++;
      const mixed = Buffer.from(after.database);
      for (let at = 0; at < before.database.length; at += 4_096) if ((random.uint32() & 1) === 0) before.database.copy(mixed, at, at, at + 4_096);
      const size = Math.max(before.database.length, 4_096 * (random.uint32() % (mixed.length / 4_096 + 1)));
      expect(await found({ database: mixed.subarray(0, size), log: after.log })).toBe(id);
    };

    const outcomes = { before: 0, after: 0, moved: 0 };
    let before = filesIn(folder);
    for (let id = 1; id <= WRITES; id++) {
      await storage.write({ ops: [{ op: "put", key: name(id), value: value(id) }, { op: "put", key: "last", value: String(id) }] });
      const after = filesIn(folder);
      await cutOff(before, after, id).catch((error: unknown) => {
        throw new Error(`seed ${seed}, write ${id}: ${String(error)}`, { cause: error });
      });
      before = after;
    }
    await storage.close();
    expect(outcomes.before).toBeGreaterThan(0);
    expect(outcomes.moved).toBeGreaterThan(0);
  }, 120_000);
});
