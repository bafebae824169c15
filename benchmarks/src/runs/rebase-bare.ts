// Two floors: the base cloned and plain functions run on it (`cloned`), and the plain functions alone, as though taking
// them back were free (`replayed`): `rebase-bare <size> <pending>`.

import { give, samples } from "../lib/clock.ts";
import { makeRows, type Row, titleOf } from "../lib/rows.ts";

const size = Number(process.argv[2]);
const pending = Number(process.argv[3]);
const base = makeRows(size);

const replay = (rows: readonly Row[]): void => {
  for (let i = 0; i < pending; i++) {
    const row = rows[i % (size - 1)];
    if (row !== undefined) row.title = titleOf(i);
  }
};
const cloned = samples();
const replayed = samples();
for (let i = 0; i < 40; i++) {
  const at = performance.now();
  const rows = structuredClone(base);
  const clonedAt = performance.now();
  replay(rows);
  if (i < 10) continue;
  cloned.add(performance.now() - at);
  replayed.add(performance.now() - clonedAt);
}
give({ cloned: cloned.p50, replayed: replayed.p50 });
