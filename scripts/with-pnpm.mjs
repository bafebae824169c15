// Runs the pnpm that package.json names, installing the workspace first when its manifests changed. Needs only Node and npm.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pnpmCommand, root } from "./pnpm.mjs";
import { run } from "./run.mjs";

const stamp = join(root, "node_modules", ".rivulet-install");

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Rivulet needs Node 20.19 or newer; this is Node ${process.versions.node}.`);
  process.exit(1);
}

function manifests() {
  const found = ["package.json", "pnpm-workspace.yaml", "pnpm-lock.yaml"];
  for (const folder of ["packages", "examples", "apps"]) {
    if (!existsSync(join(root, folder))) continue;
    for (const name of readdirSync(join(root, folder))) found.push(join(folder, name, "package.json"));
  }
  for (const folder of ["benchmarks", "docs", "e2e"]) found.push(join(folder, "package.json"));
  return found.filter((file) => existsSync(join(root, file)));
}

function fingerprint() {
  const hash = createHash("sha256").update(process.version);
  for (const file of manifests()) hash.update(file).update(readFileSync(join(root, file)));
  return hash.digest("hex");
}

const pnpm = pnpmCommand();
const wanted = fingerprint();
if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== wanted) {
  // Without CI, pnpm would stop to ask before it replaces a node_modules of another version.
  const env = { ...process.env, CI: "true" };
  const install = [...pnpm, "install", "--frozen-lockfile", "--config.confirmModulesPurge=false"];
  const code = await run(install, { cwd: root, env });
  if (code !== 0) process.exit(code);
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, wanted);
}
process.exit(await run([...pnpm, ...process.argv.slice(2)], { cwd: root }));
