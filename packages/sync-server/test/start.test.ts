import { mkdir, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { appFolder, freePort, rivulet, started, urlOf } from "./support/cli.ts";

describe("rivulet start says in a line what is wrong, and ends with a code that is not 0", () => {
  /** Runs it where it cannot start. */
  const refused = async (prepare: (folder: string) => Promise<readonly string[]>) => {
    const folder = await appFolder();
    const cli = rivulet(folder, "start", ...(await prepare(folder)));
    const { code } = await cli.ended;
    return { code, folder, output: cli.output() };
  };
  const withRegistry = (text: string) => async (folder: string) => {
    await writeFile(join(folder, "other.ts"), text);
    return ["other.ts", "--port", "0"];
  };

  test.each<[string, (folder: string) => Promise<readonly string[]>, string | RegExp]>([
    ["no such file", () => Promise.resolve(["missing.ts"]), "There is no "],
    ["no registry in it", withRegistry("export const something = 1;"), "other.ts exports no registry."],
    ["a registry that is none", withRegistry("export const registry = { config: null };"), "other.ts exports no registry."],
    ["an error of its own", withRegistry("throw new Error('my own mistake');"), "my own mistake"],
    ["a definition that is wrong", withRegistry('import { actor } from "@rivulet/runtime"; actor({ onWaek: () => {} });'), "onWake"],
    ["what does not compile", withRegistry("export const registry = {{{"), "other.ts:1"],
    ["a module that is not there", withRegistry('import "./nowhere.ts";'), "nowhere.ts"],
    ["no registry given", () => Promise.resolve([]), "missing required argument 'registry'"],
    ["a port that is none", () => Promise.resolve(["registry.ts", "--port", "70000"]), "A port is a number from 0 to 65535."],
    ["an unknown option", () => Promise.resolve(["registry.ts", "--prot", "1"]), "--port"],
    [
      "a data folder that cannot be",
      async (folder) => {
        await writeFile(join(folder, "data"), "a file");
        return ["registry.ts", "--port", "0", "--data", "data"];
      },
      /data/,
    ],
    [
      "data that is none",
      async (folder) => {
        await mkdir(join(folder, "data"));
        await writeFile(join(folder, "data/rivulet.sqlite"), "no database at all, but long enough to be looked at ".repeat(50));
        return ["registry.ts", "--port", "0", "--data", "data"];
      },
      "rivulet.sqlite",
    ],
  ])("%s", async (_name, prepare, message) => {
    const { code, output } = await refused(prepare);
    expect(output).toMatch(message);
    expect(code).toBe(1);
    // A line or two for people, not the insides of the server.
    expect(output).not.toMatch(/^\s+at .*sync-server\/src/m);
    expect(output).not.toContain("Rivulet is running");
  });

  test("a port that is taken", async () => {
    const taken = createServer();
    const port = await freePort();
    await new Promise<void>((resolve) => taken.listen(port, resolve));
    try {
      const { code, output } = await refused(() => Promise.resolve(["registry.ts", "--port", String(port)]));
      expect(output).toContain(`port ${port} is in use`);
      expect(code).toBe(1);
    } finally {
      await new Promise((resolve) => taken.close(resolve));
    }
  });

  test("data that another server has open", async () => {
    const folder = await appFolder();
    await started(folder, 0);
    const second = rivulet(folder, "start", "registry.ts", "--port", "0");
    expect(await second.ended).toMatchObject({ code: 1 });
    expect(second.output()).toMatch(/rivulet\.sqlite.*(locked|in use)/);
  });
});

test("rivulet start takes its port from the environment, a default export, and JavaScript", async () => {
  const folder = await appFolder();
  await writeFile(join(folder, "plain.mjs"), 'import { actor, setup } from "@rivulet/runtime"; export default setup({ use: { log: actor({ state: 1 }) } });');
  const port = await freePort();
  process.env["RIVET_PORT"] = String(port);
  try {
    const cli = rivulet(folder, "start", "plain.mjs");
    await cli.says(`Rivulet is running at http://localhost:${port}`);
  } finally {
    delete process.env["RIVET_PORT"];
  }
  expect(await (await fetch(`${urlOf(port)}/metadata`)).json()).toMatchObject({ actorNames: { log: {} } });
});
