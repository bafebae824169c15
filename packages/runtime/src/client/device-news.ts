import type { OwnVersion } from "../definition/upgrade.ts";
import type { Logger } from "../ports/logger.ts";
import type { Cursor } from "../protocol/shapes.ts";
import { Serial } from "../util/serial.ts";
import type { ActorRows } from "./actor-rows.ts";
import type { Address } from "./address.ts";
import type { Device } from "./device.ts";
import type { StoredRow } from "./device-records.ts";
import type { Hint } from "./hints.ts";
import type { Isolate } from "./isolate.ts";
import { type AssembledBase, assembleBase } from "./stored-base.ts";

export interface DeviceNewsParts {
  readonly device: Device;
  readonly address: Address;
  readonly own: OwnVersion;
  readonly rows: () => ActorRows;
  readonly isolate: Isolate;
  readonly log: Logger;
  /** Where this tab's confirmed base is. */
  readonly cursor: () => Cursor | null;
  /** The server itself tells of every change of the base. */
  readonly isLive: () => boolean;
  readonly loaded: (base: AssembledBase) => void;
  readonly discard: (name: string) => void;
  /** Rows are about to be taken: what they need is made ready. */
  readonly prepare: (rows: readonly StoredRow[]) => void;
}

/** What the device's records have become through other tabs, read one after the other. */
export interface DeviceNews extends Pick<DeviceNewsParts, "isolate"> {
  /** Runs what reads the device first; whatever is heard meanwhile may be older than it, and is taken after it. */
  first(load: () => Promise<void>): Promise<void>;
  hint(hint: Hint): void;
  /** Runs something once the reads that are under way are over. */
  after(what: () => void): void;
  /** Looks for all that may have been missed, then calls `done`, also where it could not be read. `adopted`: a client about to be held by this tab. */
  look(what: { readonly base: boolean; readonly adopted: string | null }, done: (isRead: boolean) => void): void;
}

export function makeDeviceNews(parts: DeviceNewsParts): DeviceNews {
  const { device, address, own, rows, prepare } = parts;
  const reads = new Serial((error) => parts.log.error({ msg: "the device could not be read", err: error }));

  const loadBase = async (): Promise<void> => {
    const base = assembleBase(await device.load(address), own);
    if (base !== null && !parts.isLive()) parts.loaded(base);
  };

  const hear = (hint: Hint): void | Promise<void> => {
    switch (hint.t) {
      case "rows":
        return device.rowsOf(address).then((found) => {
          prepare(found);
          rows().found(found);
        });
      case "gone":
        return rows().gone(hint.names, hint.at);
      case "discard":
        return void parts.discard(hint.name);
      case "base": {
        const cursor = parts.cursor();
        const isNews = cursor === null || cursor[0] !== hint.epoch || cursor[1] < hint.version;
        return isNews && !parts.isLive() ? loadBase() : undefined;
      }
      case "box":
        return device.boxOf(address).then(rows().box.found);
      case "client":
      case "forgotten":
      case "notices":
        return;
    }
  };

  return {
    isolate: parts.isolate,
    first: (load) => new Promise((resolve, reject) => reads.run(() => load().then(resolve, reject))),
    hint: (hint) => reads.run(() => hear(hint)),
    after: (what) => reads.run(() => void what()),
    look({ base, adopted }, done) {
      const read = async (): Promise<void> => {
        if (base && !parts.isLive()) await loadBase();
        // A row that is written while the device is being read may not be in what was read, and is not gone.
        const before = rows().onDevice();
        const stored = await device.outstanding(address);
        prepare(stored.rows);
        rows().refreshed(stored, before, adopted);
        rows().box.found(await parts.isolate(stored, adopted));
      };
      reads.run(async () => {
        let isRead = false;
        try {
          await read();
          isRead = true;
        } finally {
          done(isRead);
        }
      });
    },
  };
}
