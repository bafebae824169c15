import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { storageSuite } from "@rivulet/runtime/test";
import { afterEach, describe, expect, test } from "vitest";
import { sqlite } from "../src/sqlite/storage.ts";

const folders: string[] = [];
const newFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), "rivulet-"));
  folders.push(folder);
  return folder;
};
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

describe("the SQLite storage", () => {
  const cases = storageSuite(async () => {
    const folder = await newFolder();
    return { open: () => sqlite(folder) };
  });
  for (const { name, run } of cases) test(name, run);

  test("one process at a time has the file (case 38)", async () => {
    const folder = await newFolder();
    const first = await sqlite(folder);
    await expect(sqlite(folder)).rejects.toMatchObject({ group: "storage", code: "failed" });
    await first.close();
    await (await sqlite(folder)).close();
  });
});
