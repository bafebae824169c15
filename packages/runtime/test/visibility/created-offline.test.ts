import { describe, expect, test } from "vitest";
import { actor } from "../../src/definition/actor.ts";
import { setup } from "../../src/definition/registry.ts";
import { sim } from "./sim.ts";

describe("an actor that is created offline under a view", () => {
  /** A page that calls an action with the network gone; `view` decides what it is to see. */
  async function createdOffline(view: (c: { readonly conn: { readonly params: unknown; readonly state: unknown } }, state: { readonly open: number; readonly hidden: number }) => object) {
    const box = actor({
      state: { open: 1, hidden: 2 },
      connState: { isBoss: true },
      sync: { view },
      actions: { add: (c) => ++c.state.open },
    });
    const world = sim(setup({ use: { box } }), { name: "box", key: ["x"] });
    const device = world.device();
    device.isOnline = false;
    const page = world.enter<object>(device, { user: "ann" });
    await world.pass(5_000);
    const { predicted } = page.act("add");
    return { world, device, page, predicted };
  }

  test("L9 shows what the view gives of it", async () => {
    const { world, device, page, predicted } = await createdOffline(({ conn: { params } }, { open }) => ({ open, params }));
    expect(predicted.how).toBe("predicted");
    expect(page.conn.state).toEqual({ open: 2, params: { user: "ann" } });
    device.isOnline = true;
    await world.until(() => page.conn.sync.phase === "live" && page.conn.sync.pending === 0);
    expect(page.conn.state).toEqual({ open: 2, params: { user: "ann" } });
  });

  test("L9 shows nothing where the view asks what only the server knows, and keeps what is called", async () => {
    const { world, device, page, predicted } = await createdOffline(({ conn: { state } }, { open }) => ({ open, isSeenBy: state }));
    expect(predicted.how).toBe("unpredictable");
    expect(page.conn.state).toBeUndefined();
    expect(page.conn.sync).toMatchObject({ pending: 1 });
    device.isOnline = true;
    await world.until(() => page.conn.sync.phase === "live" && page.conn.sync.pending === 0);
    expect(page.conn.state).toEqual({ open: 2, isSeenBy: { isBoss: true } });
  });
});
