// Replicache as an app has it, without a server. It is loaded from where npm has put it.

import { offer } from "../lib/device.ts";
import { makeRows, rowId, titleOf } from "../lib/rows.ts";
import type { Replicache, ReplicacheModule } from "../lib/replicache-types.ts";

declare global {
  interface Window {
    readonly replicache: ReplicacheModule;
  }
}

const answer = { httpRequestInfo: { httpStatusCode: 200, errorMessage: "" } };

function openReplicache(size: number, isServed: boolean): Replicache {
  return new window.replicache.Replicache({
    name: `rows-${size}`,
    logLevel: "error",
    pullInterval: null,
    pushDelay: 2 ** 30,
    mutators: {
      async rename(tx, { index, title }) {
        const row = await tx.get(rowId(index));
        if (row !== undefined) await tx.set(rowId(index), { ...row, title });
      },
    },
    pusher: () => Promise.resolve(answer),
    puller: () => {
      // Out of reach: it never answers.
      if (!isServed) return new Promise(() => {});
      const patch = makeRows(size).map((value) => ({ op: "put", key: value.id, value }));
      return Promise.resolve({ ...answer, response: { cookie: 1, lastMutationIDChanges: {}, patch } });
    },
  });
}

let kept: unknown;
const after = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms));

offer({
  async seed(size) {
    const rep = openReplicache(size, true);
    await rep.pull();
    while (!(await rep.query((tx) => tx.has(rowId(size - 1))))) await after(5);
    // It writes when the page is idle.
    await after(2_500);
    await rep.close();
  },
  open(size) {
    const rep = openReplicache(size, false);
    return new Promise((resolve) => {
      rep.subscribe(
        (tx) => tx.scan().values().toArray(),
        (rows) => {
          kept = rows;
          if (rows.length === size) resolve(performance.now() - window.begun);
        },
      );
    });
  },
  async burst(count) {
    void kept;
    const rep = openReplicache(100, false);
    await rep.query((tx) => tx.has(rowId(0)));
    const last = `${titleOf(count)} of ${performance.now()}`;
    const isSaved = new Promise<void>((resolve) => {
      const { put } = IDBObjectStore.prototype;
      IDBObjectStore.prototype.put = function (value: unknown, key) {
        if (JSON.stringify(value).includes(last)) this.transaction.addEventListener("complete", () => resolve());
        return put.call(this, value, key);
      };
    });
    const start = performance.now();
    for (let i = 0; i < count; i++) void rep.mutate.rename({ index: i % 100, title: i === count - 1 ? last : titleOf(i) });
    await isSaved;
    return performance.now() - start;
  },
});
