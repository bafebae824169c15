// Values on every way that they take between a client, the server and the disks, through real clients and a real host.

import fc from "fast-check";
import { expect, test } from "vitest";
import { actor } from "../src/definition/actor.ts";
import { read } from "../src/definition/marks.ts";
import { setup } from "../src/definition/registry.ts";
import { UserError } from "../src/errors/actor-error.ts";
import { inProcess } from "../src/testing/in-process.ts";
import { show } from "./show.ts";
import { values } from "./values.ts";

const post = actor({
  createState: (_c, input: unknown) => ({ input: finite(input), kept: [] as unknown[] }),
  sync: true,
  actions: {
    keep(c, ...args: unknown[]) {
      c.state.kept.push(finite(args));
      return args;
    },
    tell(c, ...args: unknown[]) {
      // Never predicted, so that what is heard has come from the server.
      void c.vars;
      c.broadcast("told", ...args);
    },
    refuse(_c, metadata: unknown) {
      throw new UserError("no", { metadata });
    },
    refuseToRead: read((_c, metadata: unknown) => {
      throw new UserError("no", { metadata });
    }),
    params: (c) => (c.mode === "authoritative" ? c.conn.params : "not yet"),
  },
  vars: {},
});
const registry = setup({ use: { post } });

/** What a state can hold. */
function finite(value: unknown): unknown {
  return /NaN|Infinity/.test(show(value)) ? show(value) : value;
}
const timers = {
  now: () => Date.now(),
  after(ms: number, callback: () => void) {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};
const soon = <T>(read: () => T) => expect.poll(read, { interval: 1 });

test("arguments, outputs, events, errors, params and inputs arrive as they were given", async () => {
  const texts = fc.constantFrom("$Date", "$$Date", "$usd", "$", "plain");
  const given = fc.oneof(fc.array(values, { maxLength: 3 }), fc.tuple(texts, values), fc.tuple(texts, fc.integer()));
  await fc.assert(
    fc.asyncProperty(given, async (args) => {
      const world = inProcess(registry, { timers });
      const disk = new Map();
      const client = world.client({ disk });
      const heard: unknown[][] = [];
      const conn = client.post.getOrCreate(["a"], { params: args, createWithInput: args }).connect();
      conn.on("told", (...all: unknown[]) => heard.push(all));
      await soon(() => conn.sync.phase).toBe("live");
      const kept = conn.keep(...args);
      expect(show(await kept)).toBe(show(args));
      expect(kept.predicted.how === "predicted" ? show(kept.predicted.output) : kept.predicted.how).toBe(show(args));
      await conn.tell(...args);
      await soon(() => show(heard)).toBe(show([args]));
      const error = await conn.refuse(args).catch((thrown: unknown) => thrown);
      expect(show((error as UserError).metadata)).toBe(show(args));
      expect(show(await conn.params())).toBe(show(args));
      const unread = await conn.refuseToRead(args).catch((thrown: unknown) => thrown);
      expect(show((unread as UserError).metadata)).toBe(show(args));
      const state = show({ input: finite(args), kept: [finite(args)] });
      expect(show(conn.state)).toBe(state);

      // The box, the rows that wait, and the base, through the device.
      world.isOnline = false;
      const waiting = conn.keep(...args);
      await waiting.saved;
      await client.dispose();
      const again = world.client({ disk }).post.getOrCreate(["a"], { params: args }).connect();
      const later = show({ input: finite(args), kept: [finite(args), finite(args)] });
      await soon(() => show(again.state)).toBe(later);
      expect(show(again.outbox.rejected.map(({ args: boxed, error: why }) => [boxed, why.metadata]))).toBe(show([[[args], args]]));
      world.isOnline = true;
      await soon(() => again.sync.pending).toBe(0);
      const fresh = world.client({ predicts: false }).post.get(["a"]).connect();
      await soon(() => show(fresh.state)).toBe(later);
    }),
    { numRuns: Number(process.env["RIVULET_RUNS"] ?? 60) },
  );
});
