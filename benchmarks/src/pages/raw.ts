// IndexedDB alone: all rows as one value of JSON, and actions as values of their own.

import { offer, type Written } from "../lib/device.ts";
import { getRaw, getRawAmong, openRaw, putRaw } from "../lib/raw-store.ts";
import { makeRows } from "../lib/rows.ts";

declare global {
  interface Window {
    /** Writes as much in as many transactions, one after another; milliseconds until all is on disk. */
    writeAgain(written: Written): Promise<number>;
    rows: unknown;
  }
}

/** What `open` is to do beside: read and freeze as much as a client does. */
const isAlike = new URLSearchParams(location.search).has("alike");

function freeze(value: object): void {
  for (const each of Object.values(value)) if (typeof each === "object" && each !== null) freeze(each);
  Object.freeze(value);
}

offer({
  async seed(size) {
    await putRaw(await openRaw(), [["rows", JSON.stringify(Object.fromEntries(makeRows(size).map((row) => [row.id, row])))]]);
  },
  async open(size) {
    const text = await (isAlike ? getRawAmong : getRaw)(await openRaw(), "rows");
    const rows: object = JSON.parse(text ?? "{}");
    if (isAlike) freeze(rows);
    window.rows = rows;
    if (Object.keys(rows).length !== size) throw new Error("The rows are not there.");
    return performance.now() - window.begun;
  },
  burst: () => Promise.reject(new Error("There is nothing to call.")),
});

let keys = 0;
window.writeAgain = async ({ transactions, puts, characters }) => {
  const database = await openRaw();
  const value = "x".repeat(Math.round(characters / puts));
  const start = performance.now();
  let left = puts;
  for (let n = transactions; n > 0; n--) {
    const now = Math.ceil(left / n);
    left -= now;
    await putRaw(database, Array.from({ length: now }, () => [`action-${keys++}`, value] as const));
  }
  return performance.now() - start;
};
