import { laneName, type Row } from "../replica/row.ts";
import { entriesOf, type ReplicaState, type SavedRow } from "../replica/state.ts";
import type { LaneSays } from "./lane-says.ts";

export interface ObservedParts {
  readonly state: () => ReplicaState;
  /** Rows that are over, while they are being deleted. */
  readonly leaving: () => Iterable<Row>;
  readonly isHeld: (client: string) => boolean;
  readonly say: (lane: string, message: LaneSays) => void;
}

/** Tells the server which results are on this device, so that it need not keep them. */
export interface Observed {
  /** These rows are off the device, and their results on it. */
  stored(removed: readonly SavedRow[]): void;
  /** A lane is open again: what was told on it before may not have arrived. */
  opened(lane: string): void;
}

export function makeObserved({ state, leaving, isHeld, say }: ObservedParts): Observed {
  /** Up to where each client's results on a lane are on this device, in the epoch in which it was last counted. */
  const through = new Map<string, { readonly epoch: string | null; readonly upTo: number }>();

  const observe = (client: string, lane: string): void => {
    const done = through.get(laneName(client, lane));
    if (done === undefined || done.epoch !== state().cursor?.[0] || !isHeld(client)) return;
    say(lane, { t: "observed", client, through: done.upTo });
  };

  return {
    stored(removed) {
      const names = new Map(removed.map(({ row }) => [laneName(row.client, row.lane), row]));
      for (const [name, { client, lane, epoch }] of names) {
        const known = through.get(name);
        const before = known?.epoch === epoch ? known.upTo : 0;
        const own = (row: Row): boolean => row.client === client && row.lane === lane && row.epoch === epoch;
        const rows = [...entriesOf(state()).map(({ row }) => row), ...leaving()];
        const waiting = rows.flatMap((row) => (own(row) ? [row.id] : []));
        const gone = removed.flatMap(({ row }) => (own(row) ? [row.id] : []));
        const upTo = waiting.length > 0 ? Math.min(...waiting) - 1 : Math.max(...gone, before);
        if (upTo <= before) continue;
        through.set(name, { epoch, upTo });
        observe(client, lane);
      }
    },
    opened(lane) {
      for (const name of through.keys()) {
        const [client, own] = name.split("/");
        if (client !== undefined && own === lane) observe(client, lane);
      }
    },
  };
}
