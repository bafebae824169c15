import { type Page } from "@playwright/test";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { makeStage, type Stage } from "../peer-app/stage.ts";

const FOLDER = fileURLToPath(new URL("../peers", import.meta.url));

/** Into their own folder, without a lockfile, so that the workspace knows nothing of them. What they would build is not needed. */
export function installPeers(): void {
  const manifest: unknown = JSON.parse(readFileSync(`${FOLDER}/package.json`, "utf8"));
  const { dependencies } = manifest as { readonly dependencies: Readonly<Record<string, string>> };
  if (Object.keys(dependencies).every((name) => existsSync(`${FOLDER}/node_modules/${name}/package.json`))) return;
  const options = ["--no-audit", "--no-fund", "--no-package-lock", "--ignore-scripts", "--omit=optional"];
  execFileSync("npm", ["install", ...options], { cwd: FOLDER, stdio: "inherit", shell: process.platform === "win32" });
}

/** Node, in which the tests themselves run. */
export async function openNodeStage(): Promise<Stage> {
  // The clients write down every error that a test provokes.
  process.env["LOG_LEVEL"] ??= "silent";
  const [oldest, middle, newest] = await Promise.all([
    import("../peers/rivetkit-2.0.33.mjs"),
    import("../peers/rivetkit-2.2.1.mjs"),
    import("../peers/rivetkit-2.3.19.mjs"),
  ]);
  return makeStage({ "2.0.33": oldest.createClient, "2.2.1": middle.createClient, "2.3.19": newest.createClient });
}

/** A page that was built from the same. */
export function makePageStage(page: Page): Stage {
  return {
    play: (name, setting, argument) => page.evaluate((given) => window.stage.play(...given), [name, setting, argument] as const),
    watch: (setting) => page.evaluate((given) => window.stage.watch(given), setting),
    increment: (by) => page.evaluate((given) => window.stage.increment(given), by),
    told: () => page.evaluate(() => window.stage.told()),
    end: () => page.evaluate(() => window.stage.end()),
  };
}
