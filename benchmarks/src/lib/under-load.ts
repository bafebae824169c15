import { runAlone } from "./child.ts";
import type { Figures } from "./figures.ts";
import type { Contender } from "./interleave.ts";
import { serverNode } from "./node.ts";
import { type ServerProcess, startServer } from "./serving.ts";

const node = serverNode();

/** What servers run under, in words. */
export const SERVERS_NODE = node.what;

/** A server and who asks it, each in a process of its own. */
export interface UnderLoad {
  readonly name: string;
  readonly peer?: string | undefined;
  readonly server: string;
  readonly serverArgs?: readonly string[];
  /** Puts into the server's folder what it is to find there. */
  readonly prepare?: (folder: string) => void;
  /** The script that asks, and what it is told: the port is inserted after the first word. */
  readonly load: readonly [script: string, kind: string, ...more: string[]];
  /** What else is to be known of the server once the load is over. */
  readonly also?: (server: ServerProcess) => Promise<Figures>;
}

/** Measures it: what the load gave; `cpu`: the server's processor time of an answer, in microseconds. */
export function underLoad({ name, peer, server: script, serverArgs, prepare, load, also }: UnderLoad): Contender {
  const [asks, kind, ...more] = load;
  return {
    name,
    ...(peer !== undefined && { peer }),
    async run() {
      const server = await startServer(node.path, script, serverArgs, prepare);
      try {
        const before = await server.cpu();
        const figures = await runAlone(asks, [kind, String(server.port), ...more]);
        const used = (await server.cpu()) - before;
        const { answers, usedMicros = 0 } = figures;
        const known = also === undefined ? {} : await also(server);
        return { ...figures, ...known, ...(answers !== undefined && { cpu: used / answers }), usedMicros: used + usedMicros };
      } finally {
        await server.stop();
      }
    },
  };
}
