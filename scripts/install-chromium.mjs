// Makes sure that there is a Chromium for the tests that need one.
import { existsSync } from "node:fs";
import { findChromium, findProgram } from "./chromium.mjs";
import { run } from "./run.mjs";

const HELP = "The browser tests need a Chromium. Install one, or set CHROMIUM_PATH to where it is.";

/** Installs Debian's Chromium where there is none. Throws, with what to do, where that is not possible. */
export async function installChromium() {
  if (findChromium() !== null) return;
  const isRoot = process.getuid?.() === 0;
  const sudo = isRoot ? [] : ["sudo"];
  if (!existsSync("/etc/debian_version") || findProgram("apt-get") === null) throw new Error(HELP);
  if (!isRoot && findProgram("sudo") === null) throw new Error(`${HELP} (As root: apt-get install chromium)`);
  console.log("There is no Chromium here: installing Debian's, for the browser tests.");
  for (const args of [["update"], ["install", "-y", "--no-install-recommends", "chromium"]]) {
    const code = await run([...sudo, "apt-get", ...args], { env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } });
    if (code !== 0) throw new Error(`apt-get ${args[0]} failed. ${HELP}`);
  }
  if (findChromium() === null) throw new Error(`apt-get installed no Chromium. ${HELP}`);
}
