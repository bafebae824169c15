import { addressText } from "../client/address.ts";
import type { OpenClient } from "../client/open-clients.ts";
import type { Page } from "../client/page.ts";
import type { DeviceRow, Faults } from "../inspector/client-shapes.ts";
import type { Inspected } from "../inspector/serve.ts";
import { pageTopics, type WatchedActor } from "./page-topics.ts";
import { makeReadList, type ReadList } from "./read-list.ts";
import { makeRecord, type Record } from "./record.ts";
import { recordTopics } from "./record-topics.ts";
import { type WatchedPage, watchPage, type WatchParts } from "./watch-page.ts";
import { makeWire } from "./wire.ts";

/** What an agent needs from its platform. */
export interface AgentParts extends Pick<WatchParts, "now" | "clock"> {
  /** Gives the reads of actions to whoever wants them, where they are noted at all. */
  readonly hearReads: (listener: ReadList["note"] | null) => void;
  readonly version: string;
  readonly later: (task: () => void) => void;
  readonly deviceOf: (client: OpenClient) => Promise<DeviceRow>;
  readonly faults: () => Faults;
  readonly setFaults: (change: Partial<Faults>) => Faults;
  readonly evict: (client: OpenClient) => Promise<void>;
}

/** Watches the clients of a program, records what they do, and answers inspectors. */
export interface Agent {
  readonly inspected: Inspected;
  readonly record: Record;
  readonly clients: () => readonly OpenClient[];
  add(client: OpenClient): void;
  /** Watches nothing any more. What was recorded stays. */
  end(): void;
}

interface WatchedClient {
  readonly client: OpenClient;
  readonly prefix: string;
  page: Page;
  watched: WatchedPage;
}

export function makeAgent(parts: AgentParts): Agent {
  const { now, later, version } = parts;
  const record = makeRecord();
  const wire = makeWire();
  const reads = makeReadList();
  parts.hearReads(reads.note);
  const clients: WatchedClient[] = [];
  const listeners = new Set<() => void>();
  const stops: (() => void)[] = [];
  const changed = (): void => [...listeners].forEach((listener) => listener());

  const start = (page: Page, prefix: string): WatchedPage => {
    stops.push(page.changed.on(changed), page.news.on(changed));
    return watchPage(page, { ...parts, record, wire, reads, nameOf: (at) => prefix + at });
  };
  const add = (client: OpenClient): void => {
    const page = client.pages.current;
    // Several clients may have the same actors.
    const prefix = clients.length === 0 ? "" : `${clients.length + 1}: `;
    const own: WatchedClient = { client, prefix, page, watched: start(page, prefix) };
    clients.push(own);
    stops.push(
      client.pages.renewed.on(() => {
        own.watched.stop();
        own.page = client.pages.current;
        own.watched = start(own.page, prefix);
        changed();
      }),
    );
    changed();
  };
  stops.push(record.listen(changed));

  const actors = (): readonly WatchedActor[] =>
    clients.flatMap(({ page, prefix }) => page.actors().map((actor) => ({ name: prefix + addressText(actor.address), page, actor })));

  const { topics, commands } = pageTopics({
    record,
    wire,
    actors,
    changed(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    later,
    devices: () => Promise.all(clients.map(({ client }) => parts.deviceOf(client))),
    faults: parts.faults,
    setFaults: parts.setFaults,
    replay: ({ page, actor }, why) => clients.find((each) => each.page === page)?.watched.replay(actor, why),
    evict: async () => void (await Promise.all(clients.map(({ client }) => parts.evict(client)))),
  });

  return {
    inspected: { side: "client", version, now, topics: [...topics, ...recordTopics({ record, now, later })], commands },
    record,
    clients: () => clients.map(({ client }) => client),
    add,
    end() {
      for (const { watched } of clients) watched.stop();
      for (const stop of stops) stop();
      parts.hearReads(null);
      listeners.clear();
    },
  };
}

/** What can be asked of a record alone, as one that was imported. */
export function inspectedRecord(parts: { readonly record: Record; readonly version: string; readonly now: () => number; readonly later: (task: () => void) => void }): Inspected {
  return { side: "client", version: parts.version, now: parts.now, topics: recordTopics(parts), commands: [] };
}
