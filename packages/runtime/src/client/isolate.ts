import { FIRST_VERSION } from "../definition/upgrade.ts";
import { errorData } from "../errors/actor-error.ts";
import type { Timers } from "../ports/timers.ts";
import type { Row } from "../replica/row.ts";
import type { Address } from "./address.ts";
import type { Device, Outstanding } from "./device.ts";
import type { DamagedRow } from "./device-records.ts";
import { boxedText } from "./device-writes.ts";
import type { StoredBoxed } from "./read-rows.ts";
import type { Tabs } from "./tabs.ts";

export interface IsolateParts {
  readonly device: Device;
  readonly tabs: Tabs;
  readonly timers: Timers;
  readonly address: Address;
  /** A client about to be held by this tab. */
  readonly adopted: string | null;
}

/**
 * Rows that cannot be read go into the box, where the app sees that there was something, and everything else goes on; their
 * numbers are consumed like those of all rows that are lost. Resolves to what is in the box then.
 */
export async function isolate(
  { damaged, boxed }: Outstanding,
  { device, tabs, timers, address, adopted }: IsolateParts,
): Promise<readonly StoredBoxed[]> {
  if (damaged.length === 0) return boxed;
  const known = new Set((await device.clients()).map(([client]) => client));
  for (const each of damaged) {
    const { client } = each;
    // A living tab has what it called in its memory.
    const isLeft = tabs.held.has(client) || client === adopted || !known.has(client);
    if (!isLeft || client === tabs.own.client) continue;
    const row = remains(each, timers.now());
    const error = errorData("storage/corrupt", "The record of this action cannot be read.");
    await device.isolate(address, each, { address, key: row.key, text: boxedText(address, undefined, { row, error, rejectedAt: row.time }) });
  }
  return device.boxOf(address);
}

/** What can be shown of it: its text. */
function remains({ client, seq, text }: DamagedRow, time: number): Row {
  const key = `${client}-${seq}`;
  const place = { client, lane: "", id: 0, epoch: null, since: null, self: null };
  return { ...place, kind: "action", name: "", schema: FIRST_VERSION, args: [text], key, origin: client, time };
}
