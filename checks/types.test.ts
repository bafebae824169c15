import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { COMPILERS, errorsOf } from "./support/compilers.ts";
import { consumerFiles } from "./support/consumers.ts";
import { doors, filesIn, packages, ROOT } from "./support/workspace.ts";

const folder = mkdtempSync(join(tmpdir(), "rivulet-types-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const BASE = {
  target: "ES2022",
  noEmit: true,
  strict: true,
  allowImportingTsExtensions: true,
  typeRoots: [join(ROOT, "node_modules/@types")],
  types: ["node"],
  jsx: "react-jsx",
};

/** Writes a project and compiles it. */
function compile(compiler: string, name: string, config: object, isMeant: (line: string) => boolean): Promise<readonly string[]> {
  const project = join(folder, `${name}.json`);
  writeFileSync(project, JSON.stringify(config));
  return errorsOf(compiler, project, isMeant);
}

beforeAll(() => {
  for (const { name, folder: home } of packages()) {
    const link = join(folder, "node_modules", name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(home, link, "junction");
  }
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  for (const [name, text] of Object.entries(consumerFiles(doors().map((door) => door.name)))) writeFileSync(join(folder, name), text);
});

const typeTests = packages().flatMap((each) => filesIn(join(each.folder, "src")).filter((file) => /\.test-d\.tsx?$/.test(file)));

describe.each(COMPILERS)("on %s", (compiler) => {
  test("the type tests of the packages hold", async () => {
    expect(typeTests).not.toHaveLength(0);
    const config = {
      extends: join(ROOT, "tsconfig.base.json"),
      files: typeTests,
      compilerOptions: { ...BASE, lib: ["ES2023", "DOM", "DOM.Iterable"], target: "ES2023" },
    };
    // The sources behind them need not compile on an old compiler: nobody gets them.
    expect(await compile(compiler, `tests-${compiler}`, config, (line) => line.includes(".test-d.ts"))).toEqual([]);
  });

  // As an app has it. With a bundler, the declarations themselves are checked too, but not those of others.
  test.each([
    ["a bundler", { module: "ESNext", moduleResolution: "bundler", exactOptionalPropertyTypes: true, skipLibCheck: false }],
    ["Node", { module: "NodeNext", moduleResolution: "NodeNext", skipLibCheck: true }],
  ])("apps compile against what is built, resolved as by %s", async (by, options) => {
    const config = { files: ["doors.ts", "page.ts", "server.ts"], compilerOptions: { ...BASE, lib: ["ES2022", "DOM"], ...options } };
    const name = `apps-${by.replace(" ", "-")}-${compiler}`;
    expect(await compile(compiler, name, config, (line) => !line.includes("node_modules/.pnpm/"))).toEqual([]);
  });
});
