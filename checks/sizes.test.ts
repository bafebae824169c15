import { gzipSync } from "node:zlib";
import type { Plugin } from "esbuild";
import { expect, test } from "vitest";
import { SIZES, SIZES_BEYOND } from "./sizes.ts";
import { bundle } from "./support/bundle.ts";
import { doors, ROOT } from "./support/workspace.ts";

const all = doors();

/** What is loaded when it is first needed stays outside. */
const later: Plugin = {
  name: "later",
  setup({ onResolve }) {
    onResolve({ filter: /.*/ }, ({ path, kind }) => (kind === "dynamic-import" ? { path, external: true } : null));
  },
};

/** The size in KiB of a page's script that uses all of some doors, in the way that apps are built. */
async function weigh(names: readonly string[]): Promise<number> {
  const exported = names.map((name, i) => {
    const door = all.find((each) => each.name === name);
    if (door === undefined) throw new Error(`There is no door ${name}.`);
    return `export * as door${i} from ${JSON.stringify(door.built)};`;
  });
  const { code } = await bundle(exported.join("\n"), ROOT, {
    minify: true,
    conditions: ["production", "module"],
    define: { "process.env.NODE_ENV": '"production"' },
    external: ["react", "react/*", "react-dom"],
    legalComments: "none",
    plugins: [later],
  });
  return gzipSync(code, { level: 9 }).length / 1024;
}

const tell = (size: number): string => `${size.toFixed(2)} KiB`;

test.each(Object.entries(SIZES))("%s weighs at most %d KiB (complaint 14)", async (name, budget) => {
  const size = await weigh([name]);
  expect(size, `${name} weighs ${tell(size)}: make it smaller, or say in sizes.ts what the growth is for`).toBeLessThanOrEqual(budget);
});

test.each(Object.entries(SIZES_BEYOND))("%s adds no more to a page than sizes.ts allows", async (name, { door, budget }) => {
  const size = (await weigh([door, name])) - (await weigh([door]));
  expect(size, `${name} adds ${tell(size)} to ${door}: make it smaller, or say in sizes.ts what for`).toBeLessThanOrEqual(budget);
});

test("a page that does not guard its unload does not load what does", async () => {
  const [door] = all.filter(({ name }) => name === "@rivulet/runtime/local");
  const bundled = async (what: string): Promise<string> => (await bundle(`export { ${what} } from ${JSON.stringify(door?.built)};`, ROOT)).code;
  expect(await bundled("createClient")).not.toContain("beforeunload");
  expect(await bundled("guardUnload")).toContain("beforeunload");
});

test("a page without the devtools has nothing of them in its bundle", async () => {
  const [local] = all.filter(({ name }) => name === "@rivulet/runtime/local");
  const [devtools] = all.filter(({ name }) => name === "@rivulet/runtime/devtools");
  const bundled = async (imported: string): Promise<string> => (await bundle(imported, ROOT, { conditions: ["production", "module"], plugins: [later] })).code;
  const page = `export { createClient } from ${JSON.stringify(local?.built)};`;
  expect(await bundled(page)).not.toMatch(/rivulet-devtools|rivulet\.devtools|fault bench/);
  expect(await bundled(`${page} export { startDevtools } from ${JSON.stringify(devtools?.built)};`)).toMatch(/rivulet-devtools/);
});

test("what is weighed is all of it", async () => {
  expect(await weigh(["@rivulet/runtime/local"])).toBeGreaterThan(10);
});
