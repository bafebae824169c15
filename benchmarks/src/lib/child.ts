import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Figures } from "./figures.ts";
import { inDist } from "./places.ts";

/** The built script of this name, as `bench.mjs` leaves it. */
export function scriptPath(name: string): string {
  return fileURLToPath(inDist(`${name}.mjs`));
}

/**
 * Runs one measurement in a process of its own, so that no contender works on code and a heap that another has left
 * behind. The script ends with a line of JSON: its figures. `node`: the Node to run it under.
 */
export async function runAlone(script: string, args: readonly string[], node = process.execPath): Promise<Figures> {
  const child = spawn(node, ["--expose-gc", "--no-warnings", scriptPath(script), ...args], { stdio: ["ignore", "pipe", "inherit"] });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
  const [code] = await once(child, "close");
  if (code !== 0) throw new Error(`${script} ${args.join(" ")} ended with ${String(code)}.`);
  return readFigures(output.trimEnd().split("\n").at(-1) ?? "");
}

function readFigures(line: string): Figures {
  const parsed: unknown = JSON.parse(line);
  if (typeof parsed !== "object" || parsed === null) throw new Error(`These are no figures: ${line}`);
  return Object.fromEntries(Object.entries(parsed).map(([name, value]) => [name, Number(value)]));
}
