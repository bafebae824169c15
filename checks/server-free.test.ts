import { expect, test } from "vitest";
import { bundle } from "./support/bundle.ts";
import { doors, ROOT } from "./support/workspace.ts";

const built = (name: string): string => {
  const door = doors().find((each) => each.name === name);
  if (door === undefined) throw new Error(`There is no door ${name}.`);
  return JSON.stringify(door.built);
};

/** A page whose registry could serve itself, and a server that is named outright. */
const PAGE = `
  import { actor, setup } from ${built("@rivulet/runtime")};
  export const registry = setup({ use: { counter: actor({ actions: { add: (c) => 1 } }) } });
  export const server = () => [registry.start(), registry.serve(), registry.handler, registry.startRunner];
`;
const NAMED = `export { serve } from ${built("@rivulet/sync-server")};`;
const OF_SERVER = /WebSocketServer|better-sqlite3|RIVET_PORT/;

test("a page that could start a server has none of it in its bundle", async () => {
  const { code, builtins } = await bundle(PAGE, ROOT);
  expect(builtins).toEqual([]);
  expect(code).not.toMatch(OF_SERVER);
});

test("a server would be found in it", async () => {
  const { code, builtins } = await bundle(NAMED, ROOT, { external: ["better-sqlite3", "tsx"] });
  expect(builtins).not.toEqual([]);
  expect(code).toMatch(OF_SERVER);
});
