import { join } from "node:path";
import { run } from "./run.ts";
import { ROOT } from "./workspace.ts";

/** The compilers on which the types hold; the last one is the native one. */
export const COMPILERS = ["typescript-5.6", "typescript", "typescript-6", "typescript-7"];

/** The errors that a compiler has with those files of a project that are meant, a line each. */
export async function errorsOf(compiler: string, project: string, isMeant: (file: string) => boolean): Promise<readonly string[]> {
  const tsc = join(ROOT, "node_modules", compiler, "bin/tsc");
  const { code, output } = await run([process.execPath, tsc, "-p", project, "--pretty", "false"], { cwd: ROOT });
  const errors = output.split("\n").filter((line) => line.includes("error TS"));
  if (code !== 0 && errors.length === 0) throw new Error(`${compiler} did not run:\n${output}`);
  return errors.filter(isMeant);
}
