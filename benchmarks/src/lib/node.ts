import { execFileSync } from "node:child_process";
import { findDriver } from "../../../packages/sync-server/src/sqlite/driver.ts";

/** A Node to run servers under, and the SQLite that it has. */
export interface ServerNode {
  readonly path: string;
  readonly what: string;
}

/** This Node where it has SQLite, else Node 22 from npm: what `rivulet start` does. SERVER_NODE names another. */
export function serverNode(): ServerNode {
  const given = process.env["SERVER_NODE"];
  if (given !== undefined) return { path: given, what: `Node ${versionOf(given)}` };
  const driver = findDriver();
  if (driver !== null) return { path: process.execPath, what: `Node ${process.versions.node} with ${driver}` };
  const script = "process.stdout.write(process.execPath)";
  const args = ["exec", "--yes", "--package", "node@22", "--", "node", "-e", script];
  const path = execFileSync("npm", args, { encoding: "utf8", shell: process.platform === "win32" });
  return { path, what: `Node ${versionOf(path)} from npm with node:sqlite` };
}

function versionOf(path: string): string {
  return execFileSync(path, ["-p", "process.versions.node"], { encoding: "utf8" }).trim();
}
