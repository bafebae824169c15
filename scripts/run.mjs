// Runs another program to its end.
import { spawn } from "node:child_process";

/**
 * Resolves with the exit code; 1 where it was killed. Told to stop, this process passes that on and waits: the other
 * program may have something to finish. A terminal's Ctrl+C reaches it by itself.
 *
 * @param {readonly string[]} command
 * @param {import("node:child_process").SpawnOptions} [options]
 * @returns {Promise<number>}
 */
export function run([program = "", ...args], options) {
  const child = spawn(program, args, { stdio: "inherit", shell: process.platform === "win32", ...options });
  /** @param {NodeJS.Signals} signal */
  const passOn = (signal) => {
    if (signal === "SIGINT" && process.stdin.isTTY) return;
    child.kill(signal);
  };
  /** @type {readonly NodeJS.Signals[]} */
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
  for (const signal of signals) process.on(signal, passOn);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (code) => {
      for (const signal of signals) process.off(signal, passOn);
      resolve(code ?? 1);
    });
  });
}
