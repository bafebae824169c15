// What the doors weigh in a page, with everything they import.

import { readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build, type Plugin } from "esbuild";
import { short } from "./lib/figures.ts";
import type { Table } from "./lib/page.ts";
import { isInstalled, peerFile } from "./lib/peers.ts";
import { report, verdict } from "./lib/report.ts";

const here = fileURLToPath(new URL("..", import.meta.url));
const LOCAL = "../packages/runtime/src/entry/local.ts";
const REACT = "../packages/react/src/index.ts";
const CLIENT = "../packages/runtime/src/entry/client.ts";

/** What is loaded when it is first needed stays outside. */
const later: Plugin = {
  name: "later",
  setup({ onResolve }) {
    onResolve({ filter: /.*/ }, ({ path, kind }) => (kind === "dynamic-import" ? { path, external: true } : null));
  },
};

/** What a page would load, and of which files it is made. */
interface Weighed {
  /** In KiB. */
  readonly minified: number;
  readonly gzip: number;
  /** Minified bytes by file, the largest first. */
  readonly parts: readonly (readonly [file: string, bytes: number])[];
}

/** Weighs a page that uses all of some doors. */
async function weigh(doors: readonly string[]): Promise<Weighed> {
  const contents = doors.map((door, i) => `export * as door${i} from ${JSON.stringify(door)};`).join("\n");
  const { outputFiles, metafile } = await build({
    stdin: { contents, resolveDir: here },
    absWorkingDir: here,
    bundle: true,
    write: false,
    metafile: true,
    minify: true,
    legalComments: "none",
    format: "esm",
    target: "es2022",
    platform: "browser",
    conditions: ["@rivulet/source", "production", "module"],
    define: { "process.env.NODE_ENV": '"production"' },
    external: ["react", "react/*", "react-dom", "node:*", ...builtinModules],
    logLevel: "error",
    plugins: [later],
  });
  const [code] = outputFiles;
  if (code === undefined) throw new Error("esbuild made nothing.");
  const [output] = Object.values(metafile.outputs);
  const parts = Object.entries(output?.inputs ?? {}).map(([file, { bytesInOutput }]): [string, number] => [file, bytesInOutput]);
  return {
    minified: code.contents.length / 1024,
    gzip: gzipSync(code.contents, { level: 9 }).length / 1024,
    parts: parts.sort(([, a], [, b]) => b - a),
  };
}

/** Minified bytes by folder of the runtime, or by package, the largest first. */
function byFolder(parts: Weighed["parts"]): Map<string, number> {
  const folders = new Map<string, number>();
  for (const [file, bytes] of parts) {
    const own = /packages\/(\w+\/src\/\w+)/.exec(file)?.[1];
    const name = own ?? /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules)/.exec(file)?.[1] ?? file;
    folders.set(name, (folders.get(name) ?? 0) + bytes);
  }
  return new Map([...folders].sort(([, a], [, b]) => b - a));
}

function peerVersion(name: string): string {
  const { version }: { version: string } = JSON.parse(readFileSync(new URL(peerFile(`${name}/package.json`)), "utf8"));
  return version;
}

/** What a page would load of a peer, where it is installed. */
async function weighPeer(name: string, door: string, file: string): Promise<{ name: string; version: string; weighed: Weighed }[]> {
  return isInstalled(name) ? [{ name: door, version: peerVersion(name), weighed: await weigh([fileURLToPath(peerFile(file))]) }] : [];
}

const local = await weigh([LOCAL]);
const withReact = await weigh([LOCAL, REACT]);
const client = await weigh([CLIENT]);
const beyond = withReact.gzip - local.gzip;
const peers = [
  ...(await weighPeer("rivetkit", "rivetkit/client", "rivetkit/dist/tsup/client/mod.js")),
  ...(await weighPeer("replicache", "replicache", "replicache/out/replicache.js")),
];

const row = (name: string, { minified, gzip }: Weighed, target: string): string[] => [
  name,
  short(minified),
  short(gzip),
  short(local.gzip / gzip),
  target,
];
const doors: Table = {
  title: "Doors",
  note: "Minified by esbuild and gzipped at level 9, all exports kept, with everything imported but React itself and what is loaded later, on demand. KiB of 1,024 bytes.",
  columns: ["door", "minified", "gzip", "`/local` is … times it", "target"],
  rows: [
    row("`@rivulet/runtime/local`", local, verdict(local.gzip, "at most", 22, " KiB")),
    ["`@rivulet/react` beyond it", short(withReact.minified - local.minified), short(beyond), "", verdict(beyond, "at most", 4, " KiB")],
    row("`@rivulet/runtime/client`", client, verdict(client.gzip, "at most", 12, " KiB")),
    ...peers.map(({ name, version, weighed }) => row(`${name} ${version} (peer)`, weighed, "")),
  ],
};
const total = local.parts.reduce((sum, [, bytes]) => sum + bytes, 0);
const share = (bytes: number): string[] => [(bytes / 1024).toFixed(2), `${((bytes / total) * 100).toFixed(1)} %`];
const folders: Table = {
  title: "What `/local` is made of",
  note: "Minified, before gzip.",
  columns: ["", "KiB", "of all"],
  rows: [...byFolder(local.parts)].map(([name, bytes]) => [name, ...share(bytes)]),
};
const files: Table = {
  title: "Its largest files",
  columns: ["", "KiB", "of all"],
  rows: local.parts.slice(0, 25).map(([file, bytes]) => [file.replace(/^(\.\.\/)+/, ""), ...share(bytes)]),
};
report("size", "Doors and their weight", "", [doors, folders, files]);
