import { spawn } from "node:child_process";

const AGAIN = "RIVULET_NODE22";

/**
 * Runs this very command under Node 22 from npm, which has SQLite inside: for machines on which better-sqlite3 could
 * neither be downloaded nor compiled.
 */
export function rerunWithSqlite(): Promise<void> {
  if (process.env[AGAIN] !== undefined) throw new Error("This Node has no SQLite, and Node 22 from npm has none either.");
  console.log("This Node has no SQLite and better-sqlite3 is not built: running under Node 22 from npm instead.");
  const args = ["exec", "--yes", "--package", "node@22", "--", "node", ...process.execArgv, ...process.argv.slice(1)];
  const child = spawn("npm", args, {
    stdio: "inherit",
    shell: process.platform === "win32",
    env: { ...process.env, [AGAIN]: "1" },
  });
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => child.kill(signal));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (code) => {
      process.exitCode = code ?? 1;
      resolve();
    });
  });
}
