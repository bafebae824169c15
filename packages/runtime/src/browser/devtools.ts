import { hearReads } from "#dev";
import { type OpenClient, openClients } from "../client/open-clients.ts";
import { type Agent, makeAgent } from "../devtools/agent.ts";
import type { InspectorChannel, InspectorEvents } from "../inspector/connect.ts";
import { serveInspector } from "../inspector/serve.ts";
import { VERSION } from "../devtools/version.ts";
import { deviceOf, evict } from "./device-facts.ts";
import { makePanelHost } from "./devtools-host.ts";
import { serveWindow } from "./devtools-window.ts";
import { makeFaultBench } from "./fault-bench.ts";

export interface DevtoolsOptions {
  /** A small button in the corner of the page that opens the panel. Default true. */
  readonly button?: boolean;
  /** Where the server's inspector is reached, with its token where it needs one; without it the panel shows the page alone. */
  readonly server?: { readonly url: string; readonly token?: string };
}

/** The devtools of a page. */
export interface Devtools {
  open(): void;
  close(): void;
  /** Takes everything away; what was recorded is gone. */
  end(): void;
}

let started: Devtools | null = null;

/**
 * Records what the page's clients do from now on, and shows it in a panel: one that is part of the page, or the tab of the
 * browser's own developer tools, where the extension is installed. For development: load it where a production build
 * leaves it out. Called again, it gives the same devtools.
 */
export function startDevtools(options: DevtoolsOptions = {}): Devtools {
  started ??= start(options);
  return started;
}

function start({ button = true, server }: DevtoolsOptions): Devtools {
  const bench = makeFaultBench({
    restart: () => agent.clients().forEach(({ pages }) => pages.current.session.restart()),
    skew: (ms) => agent.clients().forEach((client) => skew(client, ms)),
  });
  const agent: Agent = makeAgent({
    version: VERSION,
    now: () => Date.now(),
    clock: () => performance.now(),
    later: (task) => void setTimeout(task, 60),
    hearReads,
    deviceOf,
    faults: () => bench.faults,
    setFaults: bench.set,
    evict,
  });
  for (const client of openClients.all) agent.add(client);
  openClients.opened = (client) => {
    agent.add(client);
    if (bench.faults.skew !== 0) skew(client, bench.faults.skew);
  };

  const connect = (events: InspectorEvents): InspectorChannel => {
    const session = serveInspector(agent.inspected, {
      send: (message) => queueMicrotask(() => events.hear(message)),
      end: () => queueMicrotask(() => events.closed("")),
    });
    return { send: (message) => session.hear(message), close: session.close };
  };
  const host = makePanelHost({ hasButton: button, panel: { client: { connect }, ...(server !== undefined && { server: { url: server.url, token: server.token ?? null } }) } });
  const stopServing = serveWindow(agent.inspected);
  return {
    open: host.open,
    close: host.close,
    end() {
      openClients.opened = null;
      started = null;
      stopServing();
      host.end();
      bench.end();
      agent.end();
    },
  };
}

/** Sets the clock of a client off; all else goes by the right one. */
function skew({ pages }: OpenClient, ms: number): void {
  Object.assign(pages.current.parts.timers, { now: () => Date.now() + ms });
}
