import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { appFolder, freePort, rivulet, urlOf } from "./support/cli.ts";
import { rawClient, stateOf } from "./support/raw-client.ts";

test("rivulet dev takes over a changed registry, and keeps the data", async () => {
  const folder = await appFolder();
  const port = await freePort();
  const file = join(folder, "registry.ts");
  const source = await readFile(file, "utf8");
  const cli = rivulet(folder, "dev", "registry.ts", "--port", String(port));
  await cli.says("Rivulet is running", 1);
  const before = await rawClient(urlOf(port), 1);
  await before.open();
  expect(await before.act(1, "write", "old")).toMatchObject({ output: 1 });

  await writeFile(file, source.replace("c.state.lines.push(line);", "c.state.lines.push(`${line}!`);"));
  await cli.says("Rivulet is running", 2);
  await before.closed;
  const after = await rawClient(urlOf(port), 1);
  expect(stateOf(await after.open()).lines.filter((line) => line !== "slept")).toEqual(["old"]);
  await after.act(2, "write", "new");

  // What does not compile is said, and the next version that does is taken.
  await writeFile(file, "export const registry = {{{");
  await cli.says("registry.ts:1", 1);
  await writeFile(file, source);
  await cli.says("Rivulet is running", 3);
  const last = await rawClient(urlOf(port), 1);
  expect(stateOf(await last.open()).lines.filter((line) => line !== "slept")).toEqual(["old", "new!"]);
  last.close();

  cli.child.kill("SIGTERM");
  expect(await cli.ended).toEqual({ code: 0, signal: null });
  await expect(rawClient(urlOf(port), 2)).rejects.toThrow();
});
