import type { Self } from "../replica/row.ts";
import { toJson } from "../value/codec.ts";
import type { Address } from "./address.ts";
import type { Device } from "./device.ts";
import { selfOf } from "./device-rows.ts";

/** What predictions find as their connection's state, as it was told last: in this page, or before it, on the device. */
export interface SelfKeeper {
  readonly now: Self | null;
  /** A channel opened; `json`: what was told with that, if anything was. */
  told(json: unknown): void;
  /** What the device had when it was read, in its JSON form. */
  found(json: Self | null): void;
}

export function makeSelfKeeper(address: Address, device: Device, report: (error: unknown) => void): SelfKeeper {
  let now: Self | null = null;
  return {
    get now() {
      return now;
    },
    told(json) {
      const before = JSON.stringify(now && toJson(now.value));
      const text = JSON.stringify(json);
      now = json === undefined ? null : selfOf({ value: json });
      if (text !== undefined && text !== before) device.keepSelf(address, text).catch(report);
    },
    found(json) {
      now ??= selfOf(json);
    },
  };
}
