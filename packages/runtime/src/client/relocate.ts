import type { AnyActorDefinition } from "../contract/definition.ts";
import { isSeenByLane } from "../definition/options.ts";
import { versionOf } from "../definition/upgrade.ts";
import { keyParts, storageKey } from "../ports/storage.ts";
import { addressFor, addressText } from "./address.ts";
import { keys, readRow } from "./device-records.ts";
import { put, remove } from "./device-writes.ts";
import type { GuardedStorage } from "./guarded-storage.ts";
import { readInParts } from "./read-rows.ts";
import type { Tabs } from "./tabs.ts";

export interface RelocateParts {
  readonly actors: { definition(name: string): AnyActorDefinition | null };
  readonly tabs: Pick<Tabs, "held">;
}

/** What waits, of the clients that this tab speaks for, or what was rejected. */
export type Relocated = "rows" | "boxed";

/**
 * Moves records to where this version of the app looks for them: an actor that has got a `view` has a place for each lane,
 * one that lost it has one for all. Each record by itself, as another tab may do the same. Resolves to whether any was elsewhere.
 */
export async function relocate(storage: GuardedStorage, which: Relocated, { actors, tabs }: RelocateParts): Promise<boolean> {
  let isMoved = false;
  const staying = new Set<string>();
  await readInParts(storage, which === "rows" ? keys.allRows : keys.allBoxed, async (part) => {
    for (const [key, value] of part) {
      const [kind = "", from = "", ...rest] = keyParts(key);
      const record = staying.has(from) ? null : readRow(value);
      if (record === null) continue;
      const { address, params, row } = record;
      const own = actors.definition(address.name);
      if (own === null || isSeenByLane(own) === (address.lane !== undefined)) {
        staying.add(from);
        continue;
      }
      // What a newer version called, that one knows where to put.
      if (row.schema > versionOf(own).version || (which === "rows" && !tabs.held.has(row.client))) continue;
      const { lane: _, ...shared } = address;
      const to = addressFor(own, shared, params);
      const there = addressText(to);
      const text = JSON.stringify(Object.assign(JSON.parse(String(value)), { address: to }));
      const [creation] = await storage.get([keys.creation(from)]);
      const made = typeof creation === "string" ? [put(keys.creation(there), creation)] : [];
      const ops = [remove(key), put(storageKey(kind, there, ...rest), text), ...made];
      if (await storage.write({ checks: [{ key, value: String(value) }], ops })) isMoved = true;
    }
  });
  return isMoved;
}
