import { readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { describe, expect, test } from "vitest";
import { faultsIn } from "./support/guarantees.ts";
import { titlesIn } from "./support/titles.ts";
import { filesIn, ROOT } from "./support/workspace.ts";

const isSkipped = (name: string): boolean => name.startsWith(".") || ["node_modules", "dist", "peers", "test-results"].includes(name);

const titles = new Map(
  ["packages", "e2e", "checks", "examples"].flatMap((folder) => {
    const files = filesIn(join(ROOT, folder), isSkipped).filter((file) => /\.(test|spec)\.tsx?$/.test(file));
    return files.map((file) => {
      const path = relative(ROOT, file).split(sep).join("/");
      return [path, titlesIn(path, readFileSync(file, "utf8"))] as const;
    });
  }),
);
const page = readFileSync(join(ROOT, "docs/guarantees.md"), "utf8");

test("every promise, law, edge case and complaint has the tests that the page names", () => expect(faultsIn(page, titles)).toEqual([]));

describe("a planted fault is found", () => {
  const without = (text: string): string => {
    expect(page).toContain(text);
    return page.replace(text, "");
  };

  test("a test that does not exist, and a file", () => {
    const planted = `${page}\n## More\n\n- \`packages/runtime/test/host.test.ts\`: "never was"\n- \`packages/runtime/test/never.test.ts\`: "either"\n`;
    expect(faultsIn(planted, titles)).toEqual([
      'packages/runtime/test/host.test.ts: there is no test "never was"',
      "packages/runtime/test/never.test.ts: there is no such file",
    ]);
  });

  test("a number that is missing, or one too many", () => {
    const [line = ""] = /^23\. .*\n/m.exec(page) ?? [];
    expect(faultsIn(without(line), titles)).toContain("case 23: is missing");
    expect(faultsIn(page.replace("\n## Complaints", "48. More.\n\n## Complaints"), titles)).toContain("case 48: there are 47");
  });

  test("a case without a test that does not say why", () => {
    expect(faultsIn(page.replace("31. Cannot arise: one's own", "31. One's own"), titles)).toEqual(["case 31: has no test, and does not say why"]);
  });

  test("a file whose tests do not carry the number, and one that is left out", () => {
    const moved = page.replace(/^23\. (.*) `packages\S+`$/m, "23. $1 `packages/runtime/test/host.test.ts`");
    expect(faultsIn(moved, titles)).toEqual([
      "case 23: no test in packages/runtime/test/host.test.ts carries it",
      "case 23: packages/runtime/test/cases/pages.test.ts has a test of it and is not named",
    ]);
  });

  test("a law whose test does not carry its number", () => {
    const planted = page.replace('"L10 as source with all that it imports, does nothing when it is imported"', '"planted deeds are found"');
    expect(faultsIn(planted, titles)).toEqual(['L10: "planted deeds are found" does not carry its number']);
  });

  test("a title in any form", () => {
    const text = 'test("a", f); describe.each([1])("b %s", f); test.skipIf(x)("c", f); test.describe(`d`, f); it.fails.each(X)("e", f); other("f");';
    expect(titlesIn("x.test.ts", text)).toEqual(["a", "b %s", "c", "d", "e"]);
  });
});
