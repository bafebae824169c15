// Runs the pnpm that package.json names, installing the workspace first when its manifests changed.
// Needs only Node and npm: where that exact pnpm is not on PATH, `npm exec` fetches it.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stamp = join(root, "node_modules", ".rivulet-install");
const { packageManager } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const version = packageManager.split("@")[1];

const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Rivulet needs Node 20.19 or newer; this is Node ${process.versions.node}.`);
  process.exit(1);
}

const windows = process.platform === "win32";
const run = (command, args, options) => spawnSync(command, args, { cwd: root, shell: windows, ...options });

function pnpmCommand() {
  const found = run("pnpm", ["--version"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  if (found.status === 0 && found.stdout.trim() === version) return ["pnpm"];
  return ["npm", "exec", "--yes", "--package", `pnpm@${version}`, "--", "pnpm"];
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

const [command, ...before] = pnpmCommand();
const environment = { ...process.env, CI: process.env.CI ?? "true" };
const pnpm = (args) => {
  const { status, signal } = run(command, [...before, ...args], { stdio: "inherit", env: environment });
  if (signal) process.kill(process.pid, signal);
  if (status !== 0) process.exit(status ?? 1);
};

const wanted = fingerprint();
if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== wanted) {
  pnpm(["install", "--frozen-lockfile", "--config.confirmModulesPurge=false"]);
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, wanted);
}
pnpm(process.argv.slice(2));
