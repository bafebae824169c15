// What a page of the device's benchmark offers to whoever drives it.

/** What was written to IndexedDB. */
export interface Written {
  /** Transactions that may write. */
  readonly transactions: number;
  readonly puts: number;
  /** Characters of what was put. */
  readonly characters: number;
}

export interface DevicePage {
  /** Puts the rows onto the device. */
  seed(size: number): Promise<void>;
  /** Opens what is on the device; milliseconds since the page's script began until all rows are at hand. Rejects where they are not there. */
  open(size: number): Promise<number>;
  /** So many actions, called at once while the server is out of reach: milliseconds until all of them are on disk. */
  burst(count: number): Promise<number>;
}

declare global {
  interface Window {
    device: DevicePage;
    /** When the page's script began, as `performance.now()` tells. */
    begun: number;
    /** Milliseconds from there until the client's code was ready to be used. */
    evaluated: number;
    /** What `open` gives where the page's address asks for it: then it is called in the page's first task. */
    opened: Promise<number>;
    /** What was put since this was last set to nothing. */
    written: Written;
  }
}

/** Offers this, and opens at once what the address asks for. */
export function offer(device: DevicePage): void {
  window.device = device;
  const size = new URLSearchParams(location.search).get("open");
  if (size !== null) window.opened = device.open(Number(size));
}

/** Counts what is written from now on in `window.written`. */
export function countWrites(): void {
  const none: Written = { transactions: 0, puts: 0, characters: 0 };
  window.written = none;
  const add = (more: Partial<Written>): void => {
    const { transactions, puts, characters } = window.written;
    window.written = { transactions: transactions + (more.transactions ?? 0), puts: puts + (more.puts ?? 0), characters: characters + (more.characters ?? 0) };
  };
  const open = IDBDatabase.prototype.transaction;
  IDBDatabase.prototype.transaction = function (names, mode, options) {
    if (mode === "readwrite") add({ transactions: 1 });
    return open.call(this, names, mode, options);
  };
  const put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function (value: unknown, key) {
    add({ puts: 1, characters: typeof value === "string" ? value.length : JSON.stringify(value).length });
    return put.call(this, value, key);
  };
}
