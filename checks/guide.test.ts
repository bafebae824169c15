import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import ts from "typescript";
import { afterAll, describe, expect, test } from "vitest";
import { COMPILERS, errorsOf } from "./support/compilers.ts";
import { filesIn, ROOT } from "./support/workspace.ts";

// Apps as RivetKit's documentation teaches to write them, importing `rivetkit`, `rivetkit/client` and `@rivetkit/react`:
// with these names aliased to ours, as tsconfig.json beside them does, they compile.

const GUIDE = join(ROOT, "checks/guide");
const CONTRACT = join(ROOT, "packages/runtime/src/contract");
const examples = filesIn(GUIDE).filter((file) => /\.tsx?$/.test(file));

// The sources behind them need not compile on an old compiler: nobody gets them.
const isOurs = (line: string): boolean => line.startsWith("checks/guide/") || line.startsWith("error");

describe.each(COMPILERS)("on %s", (compiler) => {
  test("an app written for RivetKit compiles", async () => {
    expect(examples).not.toHaveLength(0);
    expect(await errorsOf(compiler, join(GUIDE, "tsconfig.json"), isOurs)).toEqual([]);
  });
});

describe("a planted mistake is found", () => {
  const folder = mkdtempSync(join(tmpdir(), "rivulet-guide-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test("in an action, a handle, a hook, a component", async () => {
    const lines = [
      'import { actor, setup } from "rivetkit";',
      'import { createClient } from "rivetkit/client";',
      'import { createRivetKit } from "@rivetkit/react";',
      "const one = actor({ state: { count: 0 }, actions: { add: (c, by: number) => (c.state.cuont += by), get: (c) => c.state.count } });",
      "const two = actor({ state: 1, actions: {}, onWakeUp: () => {} });",
      "const registry = setup({ use: { one, two } });",
      'void createClient<typeof registry>().one.get().add("1");',
      'createRivetKit<typeof registry>("").useActor({ name: "three", key: [] });',
    ];
    const file = join(folder, "planted.ts");
    writeFileSync(file, lines.join("\n"));
    const project = join(folder, "tsconfig.json");
    const compilerOptions = { typeRoots: [join(ROOT, "node_modules/@types")] };
    writeFileSync(project, JSON.stringify({ extends: join(GUIDE, "tsconfig.json"), compilerOptions, files: [file], include: [] }));
    const errors = await errorsOf("typescript", project, (line) => line.includes("planted.ts"));
    expect(errors.map((line) => Number(/planted\.ts\((\d+)/.exec(line)?.[1]))).toEqual([4, 5, 7, 8]);
  });
});

/** The names of what an interface has, and, for a list of types, of the types. */
function namesIn(file: string, isMeant: (name: string) => boolean): readonly string[] {
  const source = ts.createSourceFile(file, readFileSync(join(CONTRACT, file), "utf8"), ts.ScriptTarget.Latest);
  return source.statements.flatMap((statement) => {
    if (ts.isTypeAliasDeclaration(statement)) return isMeant(statement.name.text) ? [statement.name.text] : [];
    if (!ts.isInterfaceDeclaration(statement) || !isMeant(statement.name.text)) return [];
    return statement.members.flatMap(({ name }) => (name !== undefined && ts.isIdentifier(name) ? [name.text] : []));
  });
}

/** Ours alone: RivetKit's documentation knows nothing of them. */
const OWN = new Set(["now", "random", "uuid", "ConnOf", "ViewContextOf", "SeenContextOf", "SeenConnOf"]);

describe("nothing of the contract is without an example", () => {
  const words = new Set(examples.flatMap((file) => readFileSync(file, "utf8").match(/\w+/g) ?? []));

  test.each<[string, string, (name: string) => boolean]>([
    ["hooks", "definition.ts", (name) => name === "ActorHooks"],
    ["options of an actor", "options.ts", (name) => name === "ActorOptions"],
    ["members of a context", "context.ts", (name) => /^(Base|Actor|ConnInit|Conn)Context$|^Conn$/.test(name)],
    ["helper types", "infer.ts", (name) => name.endsWith("Of")],
    ["members of kv", "kv.ts", (name) => name === "Kv"],
    ["members of schedule", "schedule.ts", (name) => name === "Schedule"],
    ["members of handles and connections", "client.ts", (name) => /^Actor(Accessor|HandleBase|ConnBase)$/.test(name)],
  ])("%s", (_what, file, isMeant) => {
    const names = namesIn(file, isMeant);
    expect(names).not.toHaveLength(0);
    expect(names.filter((name) => !words.has(name) && !OWN.has(name)), `Use these in ${basename(GUIDE)}/`).toEqual([]);
  });
});
