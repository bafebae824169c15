// One actor's change to very many clients, against a bare broadcast of the same bytes.

import { briefly } from "./lib/briefly.ts";
import { median, ratios, short, spread } from "./lib/figures.ts";
import { interleave } from "./lib/interleave.ts";
import { report, verdict } from "./lib/report.ts";
import { SERVERS_NODE, underLoad } from "./lib/under-load.ts";

const SIZES: readonly number[] = briefly([100, 500, 2_000], [10]);
/** What the peers are measured with: a run with many clients takes seconds. */
const PEERS_SIZES: readonly number[] = briefly([500, 2_000], [10]);

/** The number of clients that has targets, and what explains them. */
const AIMED = SIZES[1] ?? Number(SIZES[0]);

const SERVERS: readonly { readonly kind: string; readonly script: string; readonly args?: readonly string[]; readonly name: string; readonly peer?: string; readonly sizes?: readonly number[] }[] = [
  { kind: "bare", script: "runs/server-broadcast", name: "bare `ws` broadcast (control)" },
  { kind: "rivulet", script: "runs/server-rivulet", name: "**Rivulet**, on disk before anybody hears" },
  { kind: "memory", script: "runs/server-rivulet", args: ["memory"], name: "Rivulet, its storage in memory", sizes: [AIMED] },
  { kind: "rivetkit", script: "runs/server-rivetkit", name: "RivetKit 2.0.33, `broadcast`", peer: "rivetkit", sizes: PEERS_SIZES },
  { kind: "y-websocket", script: "runs/server-y-websocket", name: "@y/websocket-server 0.1.1, in memory", peer: "@y/websocket-server", sizes: PEERS_SIZES },
  { kind: "hocuspocus", script: "runs/server-hocuspocus", name: "@hocuspocus/server 3.4.4, in memory", peer: "@hocuspocus/server", sizes: PEERS_SIZES },
];

/** What bounds it. */
const BOUND =
  "Nobody hears of a change before it is on disk: what that costs is the difference to the row of the storage in memory. The rest is the action, " +
  "which is read, checked, run and recorded before the first frame leaves: the bare broadcast has none.";

const serversFor = (clients: number): typeof SERVERS => SERVERS.filter(({ sizes = SIZES }) => sizes.includes(clients));

const measured = await interleave(
  SIZES.flatMap((clients) =>
    serversFor(clients).map(({ kind, script, args = [], peer }) => {
      const speaks = kind === "memory" ? "rivulet" : kind;
      return underLoad({ name: `${kind} ${clients}`, peer, server: script, serverArgs: args, load: ["runs/fan-out-load", speaks, String(clients)] });
    }),
  ),
);
const of = (kind: string, clients: number, figure: string): readonly number[] => measured.of(`${kind} ${clients}`, figure);
const ofBare = (kind: string, clients: number, figure: string): readonly number[] => ratios(of(kind, clients, figure), of("bare", clients, figure));

report(
  "fan-out",
  "One actor's change to very many clients",
  measured,
  [
    {
      title: "Delivered",
      note:
        `The server, the writer, and the clients in processes of their own on the same machine; servers under ${SERVERS_NODE}. Clients are bare ` +
        "`ws` sockets that count frames, the same for all. *One at a time*: the next change is made when the last client has this one. " +
        "*Eight under way*: as many are always on their way; those of one turn of the event loop may share a frame. *p50, p99*: from the " +
        "change until a client has it, ten a second. The control sends as many bytes as Rivulet. Yjs's servers are told of the same text in a document.",
      columns: ["server", "clients", "one at a time, deliveries a second", "of the bare", "eight under way, deliveries a second", "of the bare", "frames a second", "changes a frame", "server's CPU, µs a delivery", "p50 ms", "p99 ms", "bytes"],
      rows: SIZES.flatMap((clients) =>
        serversFor(clients).map(({ kind, name }) => [
          name,
          clients.toLocaleString("en"),
          spread(of(kind, clients, "alone")),
          short(median(ofBare(kind, clients, "alone"))),
          spread(of(kind, clients, "perSecond")),
          short(median(ofBare(kind, clients, "perSecond"))),
          spread(of(kind, clients, "frames")),
          spread(of(kind, clients, "aFrame")),
          spread(of(kind, clients, "cpu")),
          spread(of(kind, clients, "p50")),
          spread(of(kind, clients, "p99")),
          short(median(of(kind, clients, "bytes"))),
        ]),
      ),
    },
    {
      title: "Targets",
      note: BOUND,
      columns: ["what", "measured", "target"],
      rows: (["alone", "perSecond"] as const).map((figure) => {
        const share = ofBare("rivulet", AIMED, figure);
        const what = figure === "alone" ? "one at a time" : "eight under way";
        return [`to ${AIMED} clients, ${what}, of the bare broadcast`, spread(share), verdict(median(share), "at least", 0.8)];
      }),
    },
  ],
  [
    {
      name: "latency",
      title: "A change until a client has it, at ten a second: p99",
      x: { label: "clients", scale: "logarithmic" },
      y: { label: "ms", scale: "linear" },
      lines: SERVERS.filter(({ kind }) => kind !== "memory").map(({ kind, name, sizes = SIZES }) => ({
        name: name.replace(/[*`]/g, ""),
        points: sizes.map((clients): [number, number] => [clients, median(of(kind, clients, "p99"))]),
      })),
    },
  ],
);
