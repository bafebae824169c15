import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { run } from "./support/run.ts";
import { filesIn, ROOT } from "./support/workspace.ts";

/** What must not be in a file that others get, and what it is. */
const LEAKS: readonly (readonly [RegExp, string])[] = [
  [/(?<![\w.:/~-])\/(?:home|Users|root|work)\/[\w.-]+/, "a path of somebody's machine"],
  [/https?:\/\/[^\s/"'`]*\b(?:registry|artifactory|nexus|verdaccio|mirrors?)\b[^\s/"'`]*/, "the address of a registry"],
  [/_auth(?:Token)?\s*=|\bnpm_[A-Za-z0-9]{36}\b/, "a token of npm"],
  [/\bgh[pousr]_[A-Za-z0-9]{36}|\bgithub_pat_\w{22}/, "a token of GitHub"],
  [/\bAKIA[A-Z0-9]{16}\b/, "a key of AWS"],
  [/\bxox[abprs]-[\w-]{10}|\bsk-[\w-]{20}|\bAIza[\w-]{35}/, "a token of a service"],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----/, "a private key"],
  [/\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\./, "a signed token"],
];

function leaksIn(file: string, text: string): readonly string[] {
  return text.split("\n").flatMap((line, i) =>
    LEAKS.flatMap(([pattern, what]) => {
      const [found] = pattern.exec(line) ?? [];
      return found === undefined ? [] : [`${file}:${i + 1} holds ${what}: ${found.slice(0, 60)}`];
    }),
  );
}

/** What git has, and what it would take: all that it does not ignore. Without git, all but what is never committed. */
async function committed(): Promise<readonly string[]> {
  const listed = await run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], { cwd: ROOT }).catch(() => null);
  if (listed?.code === 0) return listed.stdout.split("\0").filter((file) => file !== "").map((file) => join(ROOT, file));
  return filesIn(ROOT, (name) => [".git", ".rivulet", ".snippets", "node_modules", "dist", "test-results"].includes(name));
}

test("the lockfile names no address: the registry is the reader's own", () => {
  const lines = readFileSync(join(ROOT, "pnpm-lock.yaml"), "utf8").split("\n");
  const addresses = lines.flatMap((line, i) => (/https?:\/\/|\btarball:/.test(line) ? [`pnpm-lock.yaml:${i + 1}: ${line.trim()}`] : []));
  expect(addresses, "Install with the registry in npm's own configuration, not in the lockfile").toEqual([]);
});

test("no file tells a path, a registry or a secret of the machine it was written on", async () => {
  const files = await committed();
  expect(files.length).toBeGreaterThan(100);
  const leaks = files.flatMap((file) => {
    let text;
    try {
      text = readFileSync(file, "utf8");
    } catch {
      return []; // deleted, or a link that leads nowhere
    }
    return text.includes("\0") ? [] : leaksIn(file.slice(ROOT.length + 1), text);
  });
  expect(leaks).toEqual([]);
});

describe("a planted leak is found", () => {
  // Cut by a bar, or this file would hold what it looks for.
  test.each([
    "/ho|me/somebody/app",
    "cd /wo|rk/main",
    "tarball: ht|tps://registry.example.com/a.tgz",
    "ht|tps://npm.mirror.example.com/a",
    "//example.com/:_auth|Token=abc",
    `gh|p_${"a".repeat(36)}`,
    "-----BEGIN RSA PRIV|ATE KEY-----",
    `sk|-${"b".repeat(24)}`,
  ])("%s", (text) => expect(leaksIn("planted", text.replace("|", ""))).toHaveLength(1));

  test.each(["https://example.com/home/page", "src/work/main.ts", "registry.start()", "./home/x", "https://www.npmjs.com/package/a"])(
    "none in %s",
    (text) => expect(leaksIn("planted", text)).toEqual([]),
  );
});
