import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { bundle } from "./support/bundle.ts";
import { run } from "./support/run.ts";
import { type Door, doors, ROOT } from "./support/workspace.ts";

const isOfServer = (name: string): boolean => name.startsWith("@rivulet/sync-server");

/** Not imported by any door, but by functions that run where it runs. It cannot be bundled: parts of it are machine code. */
const external = ["vite"];

const folder = mkdtempSync(join(tmpdir(), "rivulet-inert-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Call {
  readonly call: string;
  readonly file: string;
  readonly line: number;
}

/** What a module does when it is imported. */
async function callsOf(file: string, { page, condition }: { page: boolean; condition: string }): Promise<readonly string[]> {
  const child = join(ROOT, "checks/support/inert-child.mjs");
  const node = [process.execPath, "--enable-source-maps", `--conditions=${condition}`, child, pathToFileURL(file).href];
  const { code, output, stdout } = await run(page ? [...node, "--page"] : node, { cwd: ROOT });
  if (code !== 0) throw new Error(`The import failed:\n${output}`);
  const calls: readonly Call[] = JSON.parse(stdout);
  return calls.map(({ call, file: caller, line }) => `${call} is called by ${relative(ROOT, caller)}:${line}`);
}

/** A door's source and all that it imports as one file in which nothing was left out. */
async function wholeSource({ name, source }: Door, condition: string): Promise<string> {
  const { code } = await bundle(`import ${JSON.stringify(source)};`, dirname(source), {
    conditions: ["@rivulet/source", "development", condition],
    treeShaking: false,
    external,
    ignoreAnnotations: true,
    sourcemap: "inline",
    outdir: folder,
    banner: { js: 'import { createRequire as requireFor } from "node:module"; const require = requireFor(import.meta.url);' },
    define: { "process.env.NODE_ENV": '"development"' },
  });
  const file = join(folder, `${name.replace(/\W/g, "-")}.mjs`);
  writeFileSync(file, code);
  return file;
}

describe.each(doors())("$name", (door) => {
  const { built } = door;
  const page = !isOfServer(door.name);
  const advice = "Do it when it is first needed, not at import";

  test("L10 as built, does nothing when it is imported", async () => {
    expect(await callsOf(built, { page, condition: "production" }), advice).toEqual([]);
  });

  test("L10 as source with all that it imports, does nothing when it is imported", async () => {
    const whole = await wholeSource(door, page ? "browser" : "node");
    expect(await callsOf(whole, { page, condition: "development" }), advice).toEqual([]);
  });

  test("leaves nothing behind in a bundle that uses nothing of it", async () => {
    const { code } = await bundle(`import {} from ${JSON.stringify(built)}; import * as all from ${JSON.stringify(built)};`, dirname(built), { external });
    expect(code.replace(/^\s*\/\/.*$/gm, "").trim(), "package.json needs `sideEffects: false`").toBe("");
  });
});

test.each(doors().filter(({ name }) => !isOfServer(name)))("$name imports nothing of Node's", async ({ source, built }) => {
  const load = async (file: string, conditions: string[]): Promise<readonly string[]> => {
    return (await bundle(`import ${JSON.stringify(file)};`, dirname(file), { conditions, ignoreAnnotations: true })).builtins;
  };
  const found = [...(await load(built, [])), ...(await load(source, ["@rivulet/source"]))];
  expect(found, "Only doors of the server may").toEqual([]);
});

test("planted deeds are found", async () => {
  const deeds = [
    ["import { existsSync } from 'node:fs'; existsSync('a');", "fs.existsSync"],
    ["import { randomBytes } from 'node:crypto'; randomBytes(1);", "crypto.randomBytes"],
    ["setTimeout(() => {}, 1);", "setTimeout"],
    ["Promise.resolve().then(() => {});", "Promise.prototype.then"],
    ["Math.random();", "Math.random"],
    ["crypto.randomUUID();", "crypto.randomUUID"],
    ["process.once('exit', () => {});", "process.once"],
    ["addEventListener('online', () => {});", "addEventListener"],
    ["document.addEventListener('visibilitychange', () => {});", "document.addEventListener"],
    ["navigator.locks.request('a', () => {});", "navigator.locks.request"],
    ["indexedDB.open('a');", "indexedDB.open"],
    ["new WebSocket('ws://localhost');", "new WebSocket"],
    ["new BroadcastChannel('a').close();", "new BroadcastChannel"],
  ] as const;
  const file = join(folder, "planted.mjs");
  writeFileSync(file, deeds.map(([text]) => text).join("\n"));
  const found = await callsOf(file, { page: true, condition: "production" });
  for (const [i, [, call]] of deeds.entries()) expect(found).toContain(`${call} is called by ${relative(ROOT, file)}:${i + 1}`);
});
