import { expect, test } from "vitest";
import { buildApp } from "./app.ts";

const registryWith = (head: string, body: string) => `import { actor, setup } from "@rivulet/runtime";
${head}
const board = actor({ state: 0, ${body} });
export const registry = setup({ use: { board } });
`;
const MAIN = 'import { registry } from "./registry.ts";\nconsole.log(registry);\n';
const MIDDLE = 'import { db } from "./db.server.ts";\nexport const middle = () => db();\n';
const DB = 'export interface Row { readonly id: string }\nexport const db = () => "SECRET-DB";\n';

test("a build fails where the client comes to a *.server.ts file, and says how", async () => {
  const registry = registryWith('import { middle } from "./middle.ts";', "actions: { look: (c) => middle() }");
  await expect(buildApp({ "src/main.ts": MAIN, "src/registry.ts": registry, "src/middle.ts": MIDDLE, "src/db.server.ts": DB })).rejects.toThrow(
    [
      "src/db.server.ts is for the server only (its name ends in .server), and the client imports it:",
      "",
      "index.html",
      "  imports src/main.ts",
      "    imports src/registry.ts",
      "      imports src/middle.ts",
      "        imports src/db.server.ts",
    ].join("\n"),
  );
});

test("not where only hooks come to it, or only its types are imported", async () => {
  const registry = registryWith('import { middle } from "./middle.ts";\nimport { type Row } from "./db.server.ts";', "onWake: () => void middle(), actions: { look: (c, row: Row) => row.id }");
  const { output } = await buildApp({ "src/main.ts": MAIN, "src/registry.ts": registry, "src/middle.ts": MIDDLE, "src/db.server.ts": DB });
  expect(output).not.toContain("SECRET-DB");
});

test("a module that says so is for the server only; one that only speaks of it is not", async () => {
  const files = (text: string) => ({ "src/main.ts": 'import { key } from "./key.ts";\nconsole.log(key);', "src/key.ts": text });
  await expect(buildApp(files('// Ours.\n"use strict";\n"use server-only";\nexport const key = 1;'))).rejects.toThrow(
    /src\/key\.ts is for the server only \(it says "use server-only"\).*\n\nindex\.html\n {2}imports src\/main\.ts\n {4}imports src\/key\.ts/,
  );
  const { output } = await buildApp(files('export const key = 1;\n"use server-only";'));
  expect(output).toContain("key");
});

test("so are Node's own modules, the server's package, and what the app lists", async () => {
  const failure = (source: string) =>
    buildApp({ "src/main.ts": `import * as it from ${JSON.stringify(source)};\nconsole.log(it);` }, { serverOnly: ["magic-string", /^vit/] }).then(
      () => "built",
      (error: Error) => error.message,
    );
  for (const [source, reason] of [
    ["node:fs", "only Node has it"],
    ["crypto", "only Node has it"],
    ["@rivulet/sync-server/vite", "it runs actors on a server"],
    ["magic-string", "vite.config lists it under serverOnly"],
    ["vitest", "vite.config lists it under serverOnly"],
  ] as const) {
    expect(await failure(source)).toContain(`${source} is for the server only (${reason}), and the client imports it:\n\nindex.html\n  imports src/main.ts\n    imports ${source}\n`);
  }
});

test("what stands in for a module of Node's may be used, and packages may do as they like", async () => {
  const { output } = await buildApp(
    { "src/main.ts": 'import { join } from "path";\nimport "./stand-in.ts";\nconsole.log(join);', "src/stand-in.ts": 'export const join = "STAND-IN";' },
    { plugins: [{ name: "stand-in", enforce: "pre", resolveId(id) { return id === "path" ? this.resolve("/src/stand-in.ts") : null; } }] },
  );
  expect(output).toContain("STAND-IN");
});

test("a server's build is left as it is written", async () => {
  const registry = registryWith('import { middle } from "./middle.ts";', 'onWake: () => void middle()');
  const { output } = await buildApp({ "src/main.ts": MAIN, "src/registry.ts": registry, "src/middle.ts": MIDDLE, "src/db.server.ts": DB }, { isServer: true });
  expect(output).toContain("SECRET-DB");
});
