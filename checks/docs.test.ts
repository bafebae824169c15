import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative, sep } from "node:path";
import { pathToFileURL } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { anchorsIn, blocksIn, linksIn, scriptsIn } from "./support/markdown.ts";
import { type Ended, run } from "./support/run.ts";
import { errorsIn, writeSnippets } from "./support/snippets.ts";
import { filesIn, readManifest, ROOT } from "./support/workspace.ts";

const isSkipped = (name: string): boolean => name.startsWith(".") || ["node_modules", "dist", "peers", "test-results"].includes(name);

const pages = filesIn(ROOT, isSkipped)
  .filter((file) => file.endsWith(".md"))
  .map((file) => ({ page: relative(ROOT, file).split(sep).join("/"), text: readFileSync(file, "utf8") }));
const snippets = pages.flatMap(({ page, text }) => writeSnippets(page, text));

/** What is wrong with where a link leads; `null` where nothing is. */
function brokenLink(page: string, target: string): string | null {
  if (/^[a-z][a-z\d+.-]*:/i.test(target)) return null;
  const [path = "", anchor] = target.split("#");
  const file = path === "" ? join(ROOT, page) : join(ROOT, dirname(page), decodeURI(path));
  if (!existsSync(file)) return "there is no such file";
  if (anchor === undefined || !file.endsWith(".md")) return null;
  return anchorsIn(readFileSync(file, "utf8")).includes(anchor) ? null : "the page has no such heading";
}

/** The scripts that one can run where a page is, and at the root. */
function scriptsFor(page: string): readonly string[] {
  const folders = [join(ROOT, dirname(page)), ROOT].filter((folder) => existsSync(join(folder, "package.json")));
  return folders.flatMap((folder) => Object.keys(readManifest(folder).scripts ?? {}));
}

let errors: ReadonlyMap<string, readonly string[]> = new Map();
beforeAll(() => {
  errors = errorsIn(snippets);
}, 120_000);

test("what the examples import compiles", () => expect(errors.get("") ?? []).toEqual([]));

describe.each(pages)("$page", ({ page, text }) => {
  test("its examples compile", () => expect(errors.get(page) ?? []).toEqual([]));

  test("its links lead somewhere", () => {
    const broken = linksIn(text).flatMap(({ target, line }) => {
      const problem = brokenLink(page, target);
      return problem === null ? [] : [`${page}:${line}: ${target}: ${problem}`];
    });
    expect(broken).toEqual([]);
  });

  test("its commands name scripts that exist", () => {
    const known = scriptsFor(page);
    const shell = blocksIn(text).filter(({ language }) => ["sh", "bash", "shell", "console"].includes(language));
    const unknown = shell.flatMap(({ line, text: lines }) => {
      return scriptsIn(lines).flatMap((name) => (known.includes(name) ? [] : [`${page}:${line}: package.json has no script ${name}`]));
    });
    expect(unknown).toEqual([]);
  });
});

const tsx = createRequire(join(ROOT, "packages/sync-server/package.json")).resolve("tsx");

/** Runs a snippet to its end. */
const execute = (file: string): Promise<Ended> => {
  const node = [process.execPath, "--conditions=@rivulet/source", "--import", pathToFileURL(tsx).href, file];
  return run(node, { cwd: dirname(file) });
};

describe.each(snippets.filter(({ isRun }) => isRun))("$page:$block.line", ({ file }) => {
  test("runs to its end", async () => {
    const { code, output } = await execute(file);
    expect(code, output).toBe(0);
  });
});

describe("a planted mistake is found", () => {
  const fence = "```";

  test("in code, at its line in the page", () => {
    const text = `# Page\n\n${fence}ts one.ts\nexport const one: number = 1;\n${fence}\n\n${fence}ts\nimport { one } from "./one.ts";\none.trim();\n${fence}\n`;
    const planted = writeSnippets("planted.md", text);
    expect(errorsIn(planted).get("planted.md")).toEqual([expect.stringMatching(/^planted\.md:9: /)]);
  });

  test("in code that is run", async () => {
    const [planted] = writeSnippets("planted-run.md", `${fence}ts run\nimport { setup } from "@rivulet/runtime";\nthrow new Error(typeof setup);\n${fence}\n`);
    const { code, output } = await execute(planted?.file ?? "");
    expect(output).toContain("Error: function");
    expect(code).toBe(1);
  });

  test("in a link", () => {
    const targets = linksIn("[a](docs/none.md) and `[b](none)`\n[c](README.md#none) ![d](<./none.svg>)\n[e]: none.md").map(({ target }) => target);
    expect(targets).toEqual(["docs/none.md", "README.md#none", "./none.svg", "none.md"]);
    expect(targets.filter((target) => brokenLink("README.md", target) === null)).toEqual([]);
    expect(brokenLink("README.md", "https://example.com/none")).toBeNull();
    expect(brokenLink("docs/x.md", "../LICENSE")).toBeNull();
  });

  test("in a command", () => {
    expect(scriptsIn("npm install x\nnpm start # npm run not\npnpm --filter a run build && npm run b:c -- --d\nnpm test")).toEqual([
      "start",
      "build",
      "b:c",
      "test",
    ]);
    expect(scriptsFor("README.md")).toContain("start");
    expect(scriptsFor("README.md")).not.toContain("none");
  });
});
