import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, sep } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { pnpmCommand } from "../scripts/pnpm.mjs";
import { run } from "./support/run.ts";
import { filesIn, type Manifest, packages, readManifest, ROOT } from "./support/workspace.ts";

/** What may be published beside package.json. */
const PUBLISHED = /^(dist|bin)\/|^(package\.json|LICENSE|README\.md)$/;

const tool = (path: string): readonly string[] => [process.execPath, join(ROOT, "node_modules", path)];
const PUBLINT = tool("publint/src/cli.js");
const ATTW = tool("@arethetypeswrong/cli/dist/index.js");

const folder = mkdtempSync(join(tmpdir(), "rivulet-packages-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("every package builds", () => {
  expect(inject("unbuilt"), "Run tsdown in the package and fix what it says").toEqual([]);
});

describe.each(packages())("$name as it is published", (each) => {
  const home = join(folder, each.name.replace(/\W/g, "-"));
  const unpacked = join(home, "package");
  let tarball = "";
  let manifest: Manifest = each.manifest;

  const succeed = async (command: readonly string[]): Promise<void> => {
    const { code, output } = await run(command, { cwd: each.folder });
    expect(code, output).toBe(0);
  };

  beforeAll(async () => {
    mkdirSync(home, { recursive: true });
    await succeed([...pnpmCommand(), "pack", "--pack-destination", home]);
    tarball = join(home, readdirSync(home).find((name) => name.endsWith(".tgz")) ?? "");
    await succeed(["tar", "-xzf", tarball, "-C", home]);
    manifest = readManifest(unpacked);
  }, 120_000);

  test("publint finds nothing", () => succeed([...PUBLINT, tarball, "--strict"]));

  test("its types are what Node and bundlers resolve to", () => {
    // The panel is a file that servers hand out as it is, and that nobody imports.
    return succeed([...ATTW, tarball, "--profile", "esm-only", "--no-emoji", "--exclude-entrypoints", "./panel.js"]);
  });

  test("holds what it names: every door, every command", () => {
    const doors = Object.values(manifest.exports ?? {}).flatMap((targets) => {
      return typeof targets === "string" ? [targets] : [targets.types, targets.default];
    });
    const missing = [...doors, ...Object.values(manifest.bin ?? {})].filter((target) => !existsSync(join(unpacked, target)));
    expect(missing, "Build them, or list their folder under `files` in package.json").toEqual([]);
  });

  test("holds nothing else, and no sources", () => {
    const files = filesIn(unpacked).map((file) => relative(unpacked, file).split(sep).join("/"));
    expect(files.filter((file) => !PUBLISHED.test(file)), "Take these out of `files` in package.json").toEqual([]);
  });

  test("depends on published versions", () => {
    const ranges = { ...manifest.dependencies, ...manifest.optionalDependencies, ...manifest.peerDependencies };
    const local = Object.entries(ranges).filter(([, range]) => /^(workspace|link|file|catalog):/.test(range));
    expect(local, "Pack with pnpm, which writes the versions in").toEqual([]);
  });

  test("says that importing it has no effect of its own", () => expect(manifest.sideEffects).toBe(false));
});
