import type { Storage, StoredValue } from "../ports/storage.ts";
import type { Ledger } from "./ledger.ts";
import type { Member } from "./member.ts";
import { keys, readResults } from "./records.ts";

/** How the actions of members ended, kept until their clients have heard it. */
export interface Results {
  /** `result`: the members of the result's JSON object. */
  put(member: Member, id: number, result: string): void;
  /** Nobody will ask for the results up to `member.settled` any more. */
  settle(member: Member): void;
  /** Nor for any of this member's. */
  drop(member: Member): void;
  /** The members of the results of actions that have ended, in the order of their ids given here. */
  read(member: Member, ids: readonly number[]): Promise<readonly string[]>;
}

interface ResultsParts {
  readonly actorId: string;
  readonly ledger: Ledger;
  readonly storage: Storage;
}

/** Results of neighbouring ids that one batch writes are one row, under the last id: a client's row of calls costs little more than one. */
export function makeResults({ actorId, ledger, storage }: ResultsParts): Results {
  /** Those that the open batch will write. */
  let fresh: Map<Member, Map<number, string>> | null = null;

  ledger.onSeal(() => {
    for (const [{ lane, client, settled }, results] of fresh ?? []) {
      const ids = [...results.keys()].filter((id) => id > settled);
      for (const { first, last } of rowsOf(ids)) {
        const texts = Array.from({ length: last - first + 1 }, (_, i) => `{${results.get(first + i) ?? ""}}`);
        ledger.put(keys.results(actorId, lane, client, last), `[${texts.join(",")}]`);
      }
    }
    fresh = null;
  });

  return {
    put(member, id, result) {
      fresh ??= new Map();
      const results = fresh.get(member);
      if (results === undefined) fresh.set(member, new Map([[id, result]]));
      else results.set(id, result);
      ledger.stir();
    },
    settle({ lane, client, settled }) {
      // A row that ends behind `settled` stays whole until all of it may go.
      ledger.clear({ from: keys.results(actorId, lane, client, 0), to: keys.results(actorId, lane, client, settled + 1) });
    },
    drop(member) {
      fresh?.delete(member);
      ledger.clear(keys.allResults(actorId, member.lane, member.client));
    },
    async read(member, ids) {
      await ledger.flushed();
      const { lane, client, settled } = member;
      const { to } = keys.allResults(actorId, lane, client);
      const found = new Map<number, string>();
      for (const id of ids) {
        // What one row holds is asked for once.
        if (id <= settled || found.has(id)) continue;
        const [row] = await storage.list({ from: keys.results(actorId, lane, client, id), to, limit: 1 });
        for (const [other, result] of row === undefined ? [] : resultsIn(...row)) found.set(other, result.slice(1, -1));
      }
      return ids.map((id) => (id > settled ? found.get(id) : undefined) ?? '"settled":true');
    },
  };
}

/** The results that a row holds, each with its id, as JSON. */
export function resultsIn(key: string, row: StoredValue): readonly (readonly [id: number, result: string])[] {
  const results = readResults(row);
  const first = keys.lastOf(key) - results.length + 1;
  return results.map((result, i) => [first + i, JSON.stringify(result)] as const);
}

/** Numbers in rows without a gap, in order. */
export function rowsOf(ids: readonly number[]): readonly { readonly first: number; readonly last: number }[] {
  const rows: { first: number; last: number }[] = [];
  for (const id of [...ids].sort((a, b) => a - b)) {
    const row = rows[rows.length - 1];
    if (row?.last === id - 1) row.last = id;
    else rows.push({ first: id, last: id });
  }
  return rows;
}
