import type { Device } from "./device.ts";
import type { SyncServer } from "./server.ts";
import type { Tab } from "./tab.ts";
import { expect } from "./test.ts";

export interface Agreement {
  readonly server: SyncServer;
  readonly newDevice: () => Promise<Device>;
  readonly tabs: readonly Tab[];
  /** What each client has added, in its order. */
  readonly added: readonly (readonly string[])[];
  readonly list?: string;
}

/**
 * All that was added is there once, each client's in its order, and everybody says the same: these tabs, a browser that
 * was never there before, and the file of the server, which is stopped for that.
 */
export async function expectAgreement({ server, newDevice, tabs, added, list = "shared" }: Agreement): Promise<void> {
  const all = added.flat();
  for (const { phase, pending } of tabs) {
    await expect(phase).toHaveText("live");
    await expect(pending).toHaveText("0");
  }
  const fresh = await (await newDevice()).open({ list });
  await expect(fresh.phase).toHaveText("live");
  const order = await fresh.items.allTextContents();
  expect([...order].sort()).toEqual([...all].sort());
  for (const sequence of added) expect(order.filter((id) => sequence.includes(id))).toEqual(sequence);
  for (const { items, count } of [fresh, ...tabs]) {
    await expect(count).toHaveText(String(all.length));
    expect(await items.allTextContents()).toEqual(order);
  }
  await server.stop();
  const kept = await server.read(list);
  expect(kept.ids).toEqual(order);
  expect(kept.count).toBe(all.length);
}
