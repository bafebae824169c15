import { laneName, type Row } from "../replica/row.ts";
import type { Replica } from "../replica/replica.ts";
import { entriesOf, type SavedRow } from "../replica/state.ts";
import type { LocalLanes } from "./local-lanes.ts";
import type { Tabs } from "./tabs.ts";

export interface ObservedParts {
  readonly replica: Pick<Replica, "state">;
  /** Rows that are over, while they are being deleted. */
  readonly leaving: () => Iterable<Row>;
  readonly tabs: Pick<Tabs, "held">;
  readonly lanes: Pick<LocalLanes, "say">;
}

/** Tells the server which results are on this device, so that it need not keep them. */
export interface Observed {
  /** These rows are off the device, and their results on it. */
  stored(removed: readonly SavedRow[]): void;
  /** A lane is open again: what was told on it before may not have arrived. */
  opened(lane: string): void;
}

/** Up to where a client's results on a lane are on this device, in the epoch in which it was last counted. */
interface Through extends Pick<Row, "client" | "lane" | "epoch"> {
  readonly upTo: number;
}

export function makeObserved({ replica, leaving, tabs, lanes }: ObservedParts): Observed {
  const through = new Map<string, Through>();

  const observe = ({ client, lane, epoch, upTo }: Through): void => {
    if (epoch === replica.state.cursor?.[0] && tabs.held.has(client)) lanes.say(lane, { t: "observed", client, through: upTo });
  };

  return {
    stored(removed) {
      const names = new Map(removed.map(({ row }) => [laneName(row), row]));
      for (const [name, { client, lane, epoch }] of names) {
        const known = through.get(name);
        const before = known?.epoch === epoch ? known.upTo : 0;
        const own = (row: Row): boolean => row.client === client && row.lane === lane && row.epoch === epoch;
        const rows = [...entriesOf(replica.state).map(({ row }) => row), ...leaving()];
        const waiting = rows.flatMap((row) => (own(row) ? [row.id] : []));
        const gone = removed.flatMap(({ row }) => (own(row) ? [row.id] : []));
        const upTo = waiting.length > 0 ? Math.min(...waiting) - 1 : Math.max(...gone, before);
        if (upTo <= before) continue;
        const done = { client, lane, epoch, upTo };
        through.set(name, done);
        observe(done);
      }
    },
    opened(lane) {
      for (const done of through.values()) if (done.lane === lane) observe(done);
    },
  };
}
