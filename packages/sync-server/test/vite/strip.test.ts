import { expect, test } from "vitest";
import { strip } from "../../src/vite/strip.ts";

const IMPORT = 'import { actor, read, serverOnly } from "@rivulet/runtime";\n';

/** What clients get of a module, without empty lines. */
async function left(code: string, file = "/app/a.ts"): Promise<string> {
  const { text } = await strip(file, code);
  return (text?.toString() ?? code).split("\n").filter((line) => line.trim() !== "").join("\n");
}

/** What clients get after the import. */
const leftOf = async (code: string, file?: string): Promise<string> => (await left(IMPORT + code, file)).slice(IMPORT.length);

test.each([
  ["another function of the name", "const f = (serverOnly) => serverOnly((c) => 1);"],
  ["another actor", "function g(actor) { return actor({ onWake: () => 1 }); }"],
  ["a method of the name", "const h = thing.actor({ onWake: () => 1 });"],
])("%s is left alone", async (_, code) => expect(await leftOf(code)).toBe(code));

test("a function of the name from elsewhere is left alone", async () => {
  const code = 'import { actor } from "./theirs.ts"; // not @rivulet/runtime\nexport const a = actor({ onWake: () => 1 });';
  expect(await left(code)).toBe(code);
});

test("by another name, and by the name of all, it is the same function", async () => {
  expect(await left('import { actor as define } from "rivetkit";\nexport const a = define({ state: 1, onWake() {} });')).toContain("define({ state: 1,  })");
  expect(await left('import * as r from "@rivulet/runtime";\nexport const a = r.actor({ onWake() {}, state: r.serverOnly(f) });')).toContain("r.actor({  state: r.serverOnly(() => {}) })");
});

test("of an upgrade clients keep what it does to arguments, and that it changes the state", async () => {
  const code = `const secret = 1;
const toItem = (args) => args;
export const one = actor({ sync: { version: 3, upgrade: { 2: { state: (s) => [s, secret], actions: { add: toItem } }, "3": { state(s) { return s; } } } } });`;
  expect(await leftOf(code)).toBe(`const toItem = (args) => args;
export const one = actor({ sync: { version: 3, upgrade: { 2: { "state": () => {}, actions: { add: toItem } }, "3": { "state": () => {} } } } });`);
  const { warnings } = await strip("/app/a.ts", `${IMPORT}export const two = actor({ sync: { version: 2, upgrade: steps } });`);
  expect(warnings).toEqual([expect.stringContaining("`sync.upgrade` of a definition is built elsewhere")]);
});

test("declarations that only served each other and the server go; what anything else uses stays", async () => {
  const code = `function a() { return b(); }
function b() { return a(); }
class C { x = a() }
enum E { one }
const { d, e } = load(), f = 1, g = 2;
const kept = f;
let late;
late = g;
function untouched() {}
export const exported = () => kept;
export const one = actor({ state: kept, onWake: () => [a(), new C(), E.one, d, e, late, g, exported] });`;
  expect(await leftOf(code)).toBe(`const f = 1, g = 2;
const kept = f;
let late;
late = g;
function untouched() {}
export const exported = () => kept;
export const one = actor({ state: kept,  });`);
});

test("of an import, the names that are still used stay", async () => {
  const uses = "export const one = actor({ state: a, onWake: () => [b, d, ns] });";
  expect(await leftOf(`import d, { a, b, type T } from "x";\nimport * as ns from "y";\nimport { b as c } from "z";\n${uses}`)).toBe(
    'import { a, type T } from "x";\nimport { b as c } from "z";\nexport const one = actor({ state: a,  });',
  );
  // A type that is left does not bring the module along.
  expect(await leftOf(`import { b, type T } from "x";\n${uses.replace("a, ", "1, ")}`)).toBe("export const one = actor({ state: 1,  });");
});

test("a use in a type is none", async () => {
  const code = 'import { pool } from "x";\nexport type Pool = typeof pool;\nexport const one = actor({ createVars: () => pool });';
  expect(await leftOf(code)).toBe("export type Pool = typeof pool;\nexport const one = actor({  });");
});

test("creation stays, unless it is async; generators are no async functions", async () => {
  expect(await leftOf("export const a = actor({ createState: () => 1, onCreate(c) { c.x = 2; } });")).toContain("createState: () => 1, onCreate(c) { c.x = 2; }");
  expect(await leftOf("export const a = actor({ createState: async () => 1, async onCreate(c) { c.x = 2; } });")).toContain(
    '{ "createState": async () => {}, "onCreate": async () => {} }',
  );
  const code = "export const a = actor({ actions: { async *all() { yield 1; }, plain: () => 2 } });";
  expect(await leftOf(code)).toBe(code);
});

test("what the server runs of `sync` is emptied: clients go by its being there", async () => {
  expect(await leftOf("export const a = actor({ sync: { version: 2, view: (c, s) => s, self: me } });")).toContain('sync: { version: 2, "view": () => {}, "self": () => {} }');
});

test("what only the compiler reads does not hide a definition", async () => {
  expect(await leftOf("export const a = actor({ state: 1, onWake: () => 2 } satisfies object as never);")).toContain("{ state: 1,  } satisfies");
  expect(await leftOf("export const a = actor<number>({ state: 1, onWake: () => 2 });")).toContain("actor<number>({ state: 1,  })");
});

test("modules with JSX, and JavaScript", async () => {
  expect(await leftOf("export const a = actor({ onWake: () => 1 });\nexport const B = () => <b>{a}</b>;", "/app/a.tsx")).toContain("actor({  });");
  expect(await leftOf('import { Used } from "x";\nexport const a = actor({ onWake: () => Used });\nexport const B = () => <Used />;', "/app/a.jsx")).toContain("import { Used }");
});

test("what does not parse is Vite's to complain of", async () => {
  expect(await strip("/app/a.ts", `${IMPORT}export const = {{{`)).toEqual({ text: null, warnings: [] });
});

test("stripping twice is stripping once", async () => {
  const once = await left(`${IMPORT}export const a = actor({ actions: { x: serverOnly((c) => 1), y: async (c) => 2 } });`);
  expect((await strip("/app/a.ts", once)).text).toBeNull();
});

test("what is seen is for the server to say, however it is written, and the words beside it too", async () => {
  const sync = (inside: string): string => `const whose = (c) => "SECRET";\nfunction view(c) { return "SECRET"; }\nexport const a = actor({ sync: { ${inside} } });`;
  expect(await leftOf(sync("view, audience: whose, maxAge: 5"))).toBe('export const a = actor({ sync: { "view": () => {}, "audience": () => {}, maxAge: 5 } });');
  expect(await leftOf(sync("view(c, s) { return view(c); }, self: function (c) { return whose(c); }"))).toBe('export const a = actor({ sync: { "view": () => {}, "self": () => {} } });');
  expect(await leftOf(sync("\n/** SECRET */\nview: whose, // SECRET\n version: 2"))).toContain('sync: { \n"view": () => {}, \n version: 2 }');
  const { warnings } = await strip("/app/a.ts", `${IMPORT}const shared = { view: (c) => "SECRET" };\nexport const a = actor({ sync: shared });\nexport const b = actor({ sync: { ...shared } });`);
  expect(warnings).toHaveLength(2);
});
