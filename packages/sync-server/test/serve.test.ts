import { actor, setup, UserError } from "@rivulet/runtime";
import { memoryStorage } from "@rivulet/runtime/host";
import { createClient } from "@rivulet/runtime/local";
import { expect, test } from "vitest";
import { WebSocket } from "ws";
import { serve } from "../src/node/serve.ts";

const counter = actor({
  state: { count: 0 },
  sync: true,
  actions: {
    add(c, amount: number) {
      if (c.mode === "authoritative" && amount > 10) throw new UserError("too much", { code: "too_much" });
      c.state.count += amount;
      c.broadcast("count", c.state.count);
      return c.state.count;
    },
  },
});
const registry = setup({ use: { counter } });

test("two clients of a server over WebSockets agree", async () => {
  const server = await serve(registry, { port: 0, storage: memoryStorage() });
  const open = () => createClient<typeof registry>({ endpoint: server.url, registry, storage: "memory", WebSocket });
  const [one, two] = [open(), open()];
  const [a, b] = [one.counter.getOrCreate(["x"]).connect(), two.counter.getOrCreate(["x"]).connect()];
  expect(await a.add(2)).toBe(2);
  const call = b.add(3);
  await expect(call).resolves.toBe(5);
  expect(b.state).toEqual({ count: 5 });
  await expect(b.add(20)).rejects.toMatchObject({ group: "user", code: "too_much" });
  expect(b.outbox.rejected).toHaveLength(1);
  await expect.poll(() => a.state).toEqual({ count: 5 });
  expect(await (await fetch(`${server.url}/health`)).json()).toMatchObject({ status: "ok" });
  await Promise.all([one.dispose(), two.dispose()]);
  await server.stop();
});
