import { describe, expect, test } from "vitest";
import { bareCasts, bareDisables, circles, LONGEST, type Rules, tooLong, trespasses, upward } from "./support/boundaries.ts";
import { castsIn, placeOf, sourcesOf } from "./support/source.ts";
import { apps, packages } from "./support/workspace.ts";

const RULES: Readonly<Record<string, Rules>> = {
  "@rivulet/runtime": {
    order: [
      "ports", // interfaces of what a platform gives
      "errors",
      "util",
      "value", // what state may hold: copied, compared, encoded
      "dev", // what is not in production
      "contract", // types only: the promise to authors of apps
      "definition", // actor() and setup()
      "track", // live state, patches, undo
      "execution", // running one action
      "storage",
      "protocol",
      "wire", // RivetKit's protocol
      "inspector", // what inspectors and the inspected say to each other
      "replica", // an actor seen from afar
      "remote", // RivetKit's client, whatever carries it
      "host", // actors with authority
      "inspection", // what a server shows of its actors
      "client",
      "devtools", // what was seen of a client, recorded and explained
      "browser", // the page's platform
      "testing",
      "entry", // the doors
    ],
    outside: { cborg: ["wire"], "esm-env": ["dev"], valibot: ["protocol", "inspector", "host"] },
  },
  "@rivulet/sync-server": {
    order: [
      "version.ts",
      "sqlite",
      "gateway", // RivetKit's surface, in the web's own terms
      "node",
      "cli",
      "vite", // the plugin
      "index.ts",
    ],
    outside: {
      "node:": ["sqlite", "node", "cli", "vite"],
      "better-sqlite3": ["sqlite"],
      "@hono/node-server": ["node"],
      hono: ["gateway", "node"],
      pino: ["node"],
      ws: ["node", "cli"],
      commander: ["cli"],
      tsx: ["cli"],
      vite: ["vite"],
      "magic-string": ["vite"],
      "@typescript-eslint/scope-manager": ["vite"],
    },
  },
  "@rivulet/react": {
    order: [
      "hash.ts",
      "shallow-equal.ts",
      "types.ts",
      "connections.ts",
      "use-actor.ts",
      "use-actor-state.ts",
      "create-rivet-kit.ts",
      "index.ts",
    ],
    outside: { react: ["use-actor.ts", "use-actor-state.ts"] },
  },
  "@rivulet/devtools": {
    order: [
      "parts", // shared by all views: tables, trees, buttons
      "frame", // navigation, and the place of a view in it
      "server", // the views of a server
      "client", // the views of an app's own side
      "panel.tsx", // all of it in an element
      "page.tsx",
    ],
    outside: {
      react: ["parts", "frame", "server", "client", "panel.tsx"],
      "react-dom": ["panel.tsx"],
      "lucide-react": ["parts", "frame", "server", "client"],
      "@rivulet/runtime": ["server", "client"],
      "@base-ui/react": ["parts", "server"],
      "@tanstack/react-virtual": ["parts"],
    },
  },
};

const all = [...packages(), ...apps()];

describe.each(all)("$name", ({ name, folder, manifest }) => {
  const sources = sourcesOf(folder);
  const rules = RULES[name] ?? { order: [], outside: {} };

  test("has sources, and every place in the order is taken", () => {
    const places = new Set(sources.map(({ path }) => placeOf(path)));
    expect(rules.order.filter((place) => !places.has(place))).toEqual([]);
    expect(sources).not.toHaveLength(0);
  });
  test("imports go downward, types included", () => expect(upward(sources, rules)).toEqual([]));
  test("no imports go in a circle, types included", () => expect(circles(sources)).toEqual([]));
  test("only declared modules are imported, each where it belongs, other packages by their doors", () => {
    const others = all.map((each) => each.manifest);
    expect(trespasses(sources, rules, manifest, others)).toEqual([]);
  });
  test(`no file is longer than ${LONGEST} lines`, () => expect(tooLong(sources)).toEqual([]));
  test(`every cast says why it holds (${sources.flatMap(castsIn).length} casts)`, () => expect(bareCasts(sources)).toEqual([]));
  test("every lint rule that is switched off says why", () => expect(bareDisables(sources)).toEqual([]));
});

describe("a planted fault is found", () => {
  const rules: Rules = { order: ["low", "high"], outside: { idb: ["low"] } };
  const file = (path: string, text: string) => ({ path, text });
  const low = file("low/a.ts", "export interface A {}");
  const own = { name: "own", dependencies: { idb: "1", other: "1" }, exports: { ".": "./index.js" } };
  const other = { name: "other", exports: { ".": "./index.js", "./door": "./door.js" } };
  const trespassOf = (path: string, text: string) => trespasses([low, file(path, text)], rules, own, [own, other]);

  test.each([
    'import { b } from "../high/b.ts";',
    'import type { B } from "../high/b.ts";',
    'export type { B } from "../high/b.ts";',
    'type B = import("../high/b.ts").B;',
    'await import("../high/b.ts");',
    'import "../high/b.ts";',
  ])("upward: %s", (text) => {
    expect(upward([file("low/a.ts", text)], rules)).toHaveLength(1);
    expect(upward([file("high/a.ts", text)], rules)).toEqual([]);
  });

  test("a folder without a place", () => expect(upward([file("new/a.ts", "")], rules)).toHaveLength(1));

  test("a circle, and one over types only", () => {
    const b = file("high/b.ts", 'import { c } from "./c.ts";');
    expect(circles([b, file("high/c.ts", 'import type { D } from "./d.ts";'), file("high/d.ts", 'import "./b.ts";')])).toHaveLength(1);
    expect(circles([b, file("high/c.ts", 'import "../low/a.ts";'), low])).toEqual([]);
  });

  test.each([
    ["low/b.ts", 'import "node:fs";'],
    ["low/b.ts", 'import "fs";'],
    ["low/b.ts", 'import type { WebSocket } from "ws";'],
    ["high/b.ts", 'import "idb";'],
    ["high/b.ts", 'import "own";'],
    ["high/b.ts", 'import "other/inside";'],
    ["high/b.ts", 'import "../../../other/src/a.ts";'],
    ["high/b.ts", 'import "../low/missing.ts";'],
  ])("trespass in %s: %s", (path, text) => expect(trespassOf(path, text)).toHaveLength(1));

  test.each([
    ["low/b.ts", 'import "idb/with-path";'],
    ["high/b.ts", 'import "other"; import "other/door"; import "../low/a.ts";'],
  ])("no trespass in %s: %s", (path, text) => expect(trespassOf(path, text)).toEqual([]));

  test("a long file", () => {
    expect(tooLong([file("low/a.ts", "x\n".repeat(LONGEST + 1))])).toHaveLength(1);
    expect(tooLong([file("low/a.ts", "x\n".repeat(LONGEST))])).toEqual([]);
  });

  test("a cast without a reason", () => {
    expect(bareCasts([file("low/a.ts", "\nconst a = b as C;")])).toHaveLength(1);
    expect(bareCasts([file("low/a.ts", "\nconst a = <C>b;")])).toHaveLength(1);
    expect(bareCasts([file("low/a.ts", "const a = b as C; // b was checked\n// It was.\nconst d = b as C;\nconst e = [1] as const;")])).toEqual([]);
  });

  test("a rule switched off without a reason", () => {
    expect(bareDisables([file("low/a.ts", "x();\n// eslint-disable-next-line a\n")])).toHaveLength(1);
    expect(bareDisables([file("low/a.ts", "// eslint-disable-next-line a -- b is c\n// Because.\n// eslint-disable-next-line a\n")])).toEqual([]);
  });
});
