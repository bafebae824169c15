import { existsSync } from "node:fs";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { run } from "./run.ts";
import { apps, doors, filesIn, newest, packages, ROOT } from "./workspace.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** What the bundler said of each package that does not build. */
    unbuilt: readonly string[];
  }
}

/** Before the first check: builds each package whose sources are newer than what was built of them. */
export default async function build({ provide }: TestProject): Promise<void> {
  const unbuilt: string[] = [];
  for (const { name, folder } of packages()) {
    const built = doors().filter((door) => door.package.name === name).flatMap((door) => [door.built, door.types]);
    // The panel is built into the runtime.
    const panels = name === "@rivulet/runtime" ? apps().flatMap((app) => [...filesIn(join(app.folder, "src")), join(app.folder, "package.json")]) : [];
    const sources = [...panels, ...filesIn(join(folder, "src")), join(folder, "package.json"), join(folder, "tsdown.config.ts")];
    const isThere = built.every((file) => existsSync(file));
    if (isThere && Math.min(...built.map((file) => newest([file]))) >= newest(sources.filter((file) => existsSync(file)))) continue;
    const { code, output } = await run([process.execPath, join(ROOT, "node_modules/tsdown/dist/run.mjs")], { cwd: folder });
    if (code !== 0) unbuilt.push(`${name}:\n${output}`);
  }
  provide("unbuilt", unbuilt);
}
