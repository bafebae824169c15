import type { OwnVersion } from "../definition/upgrade.ts";
import type { Logger } from "../ports/logger.ts";
import type { Replica } from "../replica/replica.ts";
import { Serial } from "../util/serial.ts";
import type { ActorRows } from "./actor-rows.ts";
import type { Address } from "./address.ts";
import type { Device } from "./device.ts";
import type { Hint } from "./hints.ts";
import type { LocalLanes } from "./local-lanes.ts";
import { type AssembledBase, assembleBase } from "./stored-base.ts";

export interface DeviceNewsParts {
  readonly device: Device;
  readonly address: Address;
  readonly own: OwnVersion;
  readonly log: Logger;
  readonly replica: Replica;
  readonly rows: ActorRows;
  readonly lanes: Pick<LocalLanes, "isLive">;
  /** Brings the view to a base from the device. */
  readonly showBase: (base: AssembledBase) => Promise<void>;
}

/** What the device's records have become through other tabs, read one after the other. */
export interface DeviceNews {
  /** Runs what reads the device first; whatever is heard meanwhile may be older than it, and is taken after it. */
  first(load: () => Promise<void>): Promise<void>;
  hint(hint: Hint): void;
  /** Runs something once the reads that are under way are over. */
  after(what: () => void): void;
  /**
   * Looks for all that may have been missed, or for what a client left that is about to be held by this tab; then calls `done`,
   * also where it could not be read.
   */
  look(adopted: string | null, done: (isRead: boolean) => void): void;
}

export function makeDeviceNews({ device, address, own, log, replica, rows, lanes, showBase }: DeviceNewsParts): DeviceNews {
  const reads = new Serial((error) => log.error({ msg: "the device could not be read", err: error }));

  /** Where the server itself does not tell of every change of the base. */
  const loadBase = async (): Promise<void> => {
    if (lanes.isLive) return;
    const base = assembleBase(await device.load(address), own);
    if (base !== null && !lanes.isLive) await showBase(base);
  };

  const hear = (hint: Hint): void | Promise<void> => {
    switch (hint.t) {
      case "rows":
        return device.rowsOf(address).then(rows.found);
      case "gone":
        return rows.gone(hint.names, hint.at);
      case "discard":
        return replica.take({ type: "discarded", name: hint.name });
      case "base": {
        const { cursor } = replica.state;
        const isNews = cursor === null || cursor[0] !== hint.epoch || cursor[1] < hint.version;
        return isNews ? loadBase() : undefined;
      }
      case "box":
        return device.boxOf(address).then(rows.box.found);
      case "client":
      case "forgotten":
      case "notices":
        return;
    }
  };

  return {
    first: (load) => new Promise((resolve, reject) => reads.run(() => load().then(resolve, reject))),
    hint: (hint) => reads.run(() => hear(hint)),
    after: (what) => reads.run(() => void what()),
    look(adopted, done) {
      const read = async (): Promise<void> => {
        if (adopted === null) await loadBase();
        // A row that is written while the device is being read may not be in what was read, and is not gone.
        const before = rows.onDevice();
        await rows.read(await device.outstanding(address), before, adopted);
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
