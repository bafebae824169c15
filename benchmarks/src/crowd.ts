// How late answers are at which load, with 100,000 actors in one process, a thousand of them live.

import { cpSync } from "node:fs";
import { briefly } from "./lib/briefly.ts";
import { runAlone } from "./lib/child.ts";
import { median, spread } from "./lib/figures.ts";
import { interleave } from "./lib/interleave.ts";
import { serverNode } from "./lib/node.ts";
import { report, verdict } from "./lib/report.ts";
import { SHARES } from "./lib/shares.ts";
import { temporaryFolder } from "./lib/temporary.ts";
import { SERVERS_NODE, underLoad } from "./lib/under-load.ts";

const ACTORS = briefly(100_000, 100);
const LIVE = briefly(1_000, 10);

const made = temporaryFolder();
await runAlone("runs/crowd-make", [made, String(ACTORS)], serverNode().path);
const prepare = (folder: string): void => cpSync(made, folder, { recursive: true });

const SERVERS = [
  { kind: "echo", name: "bare `ws` echo of JSON (control)" },
  { kind: "rivulet", name: "**Rivulet**, on disk" },
] as const;
const measured = await interleave([
  underLoad({ name: "echo", server: "runs/server-echo", load: ["runs/crowd-load", "echo", String(LIVE)] }),
  underLoad({
    name: "rivulet",
    server: "runs/server-rivulet",
    prepare,
    load: ["runs/crowd-load", "rivulet", String(LIVE)],
    also: async (server) => ({ rss: await server.ask("rss") }),
  }),
]);
const p99 = (kind: string, share: number): readonly number[] => measured.of(kind, `p99 at ${share}`);
const atHalf = p99("rivulet", 50);

report(
  "crowd",
  "Latency against load, with 100,000 actors",
  measured,
  [
    {
      title: "Milliseconds at a share of full load",
      note:
        `${ACTORS.toLocaleString("en")} actors in one process under ${SERVERS_NODE}, ${LIVE.toLocaleString("en")} of them live, with a socket each; actions go to ` +
        "these at random. Full load is what is answered with 256 in flight. Below it actions come by a clock, in an open loop, and each counts from the instant at which it " +
        "was to be sent, whether or not it could be. Each server at shares of its own full load.",
      columns: ["server", "full load, actions a second", ...SHARES.map((share) => `p50 at ${share} %`), ...SHARES.map((share) => `p99 at ${share} %`)],
      rows: SERVERS.map(({ kind, name }) => [
        name,
        spread(measured.of(kind, "full")),
        ...SHARES.map((share) => spread(measured.of(kind, `p50 at ${share}`))),
        ...SHARES.map((share) => spread(p99(kind, share))),
      ]),
    },
    {
      title: "Memory",
      columns: ["", "MiB"],
      rows: [["resident, after all this", spread(measured.of("rivulet", "rss").map((bytes) => bytes / 2 ** 20))]],
    },
    {
      title: "Target",
      columns: ["what", "measured", "target"],
      rows: [["p99 at half of full load, ms", spread(atHalf), verdict(median(atHalf), "at most", 20)]],
    },
  ],
  [
    {
      name: "latency",
      title: "Latency against load: p99",
      x: { label: "actions a second", scale: "logarithmic" },
      y: { label: "ms", scale: "logarithmic" },
      lines: SERVERS.map(({ kind, name }) => ({
        name: name.replace(/[*`]/g, ""),
        points: SHARES.map((share): [number, number] => [(median(measured.of(kind, "full")) * share) / 100, median(p99(kind, share))]),
      })),
    },
  ],
);
