import { expect, test } from "vitest";
import { actor } from "../src/definition/actor.ts";
import { setup } from "../src/definition/registry.ts";
import { makeHost } from "../src/host/host.ts";
import { openSession } from "../src/host/session.ts";
import { makeShown } from "../src/host/shown.ts";
import { SILENT } from "../src/ports/logger.ts";
import { memoryStorage } from "../src/storage/memory.ts";

const counter = actor({
  state: { count: 0 },
  sync: true,
  actions: {
    add: (c, n: number) => {
      c.broadcast("count", (c.state.count += n));
      return c.state.count;
    },
  },
});

test("a client is answered once", async () => {
  let n = 0;
  const ports = {
    storage: memoryStorage(),
    timers: { now: () => 1000, after: () => () => {} },
    random: { bytes: (c: number) => new Uint8Array(c).fill(++n) },
    log: { ...SILENT, error: console.log, warn: console.log },
  };
  const host = makeHost(setup({ use: { counter } }), ports);
  const frames: string[] = [];
  const s = openSession(host, makeShown(ports.storage, console.log), {
    send: (f) => void frames.push(f),
    buffered: () => 0,
    close: (c, r) => void frames.push(`close ${c} ${r}`),
  });
  const id = "a".repeat(32);
  s.frame(JSON.stringify([{ t: "hello", protocol: [1, 1], connect: id, clients: [[id, id]] }]));
  s.frame(
    JSON.stringify([
      { t: "open", ch: 1, name: "counter", at: { key: ["x"] }, create: { key: id, time: 5 }, seen: [[id, "", 0]], version: 1 },
      { t: "listen", ch: 1, events: ["count"] },
    ]),
  );
  await new Promise((r) => setTimeout(r, 20));
  const opened = JSON.parse(frames[1] ?? "")[0];
  s.frame(
    JSON.stringify([{ t: "push", ch: 1, client: id, epoch: opened.cursor[0], actions: [[1, "add", [2], id, 5], [1, "add", [2], id, 5], [2, "nope", [], id, 5]] }]),
  );
  await new Promise((r) => setTimeout(r, 20));
  console.log(frames.join("\n"));
  expect(frames.length).toBeGreaterThan(2);
});
