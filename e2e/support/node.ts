import { execFileSync, spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { root } from "./build.ts";

const SERVER_PACKAGE = `${root}/packages/sync-server/package.json`;
const HAS_SQLITE = `
  try { require("node:sqlite") } catch { new (require("better-sqlite3"))(":memory:").close() }
`;

/**
 * A Node that has SQLite: this one, or Node 22 from npm. `rivulet` would find the same one by itself, but would run it as
 * a child of a child: tests must know whom they kill.
 */
export function findNodeWithSqlite(): string {
  const { status } = spawnSync(process.execPath, ["-e", HAS_SQLITE], { cwd: `${root}/packages/sync-server`, stdio: "ignore" });
  if (status === 0) return process.execPath;
  const args = ["exec", "--yes", "--package", "node@22", "--", "node", "-p", "process.execPath"];
  return execFileSync("npm", args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
}

/** Arguments with which Node runs the workspace's TypeScript from its source. */
export function sourceArgs(): string[] {
  const tsx = createRequire(SERVER_PACKAGE).resolve("tsx");
  return ["--conditions=@rivulet/source", "--import", pathToFileURL(tsx).href];
}

/** The program that global-setup.ts has found for all workers. */
export function nodeWithSqlite(): string {
  const path = process.env["RIVULET_E2E_NODE"];
  if (path === undefined) throw new Error("global-setup.ts has not run.");
  return path;
}
