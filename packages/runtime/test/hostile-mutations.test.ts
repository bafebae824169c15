// Valid frames, spoiled at random: whatever comes, it is answered by the book and nobody else comes to harm.

import fc from "fast-check";
import { expect, test } from "vitest";
import { expectUnharmed, type Hostile, hostileHost, KEY, NOW } from "./hostile-host.ts";
import { spoiled, spoils } from "./spoil.ts";

/** A conversation of every kind of message, the way a client would have it. */
function conversation(c: Hostile, cursor: readonly unknown[]): readonly (readonly object[])[] {
  const [epoch] = cursor;
  const push = (actions: unknown[], more: object = {}) => ({ t: "push", ch: 1, client: c.client, epoch, actions, ...more });
  return [
    [c.helloOf()],
    [c.openOf(), c.openOf({ ch: 2, params: { a: 1 }, cursor, create: { key: KEY, time: NOW, input: { deep: [1] } } })],
    [{ t: "listen", ch: 1, events: ["a", "b"] }, push([[1, "add", ["one", { a: [1] }], KEY, NOW], [2, "add", [["$Date", 1]], KEY, NOW, KEY]])],
    [{ t: "read", ch: 1, req: 1, name: "look", args: [] }, { t: "void", ch: 1, client: c.client, epoch, ids: [3, 4] }],
    [push([[5, "later", [], KEY, NOW]]), { t: "observed", ch: 1, client: c.client, through: 4 }],
    [{ t: "show", client: KEY, secret: KEY }, { t: "retire", client: KEY }, { t: "ping" }, { t: "close", ch: 1 }],
  ];
}

test("spoiled frames are answered by the book, and nobody else comes to harm", async () => {
  const outcomes = { open: 0, closed: 0, answered: 0 };
  await fc.assert(
    fc.asyncProperty(fc.nat(5), spoils, async (index, given) => {
      const s = hostileHost();
      const first = await s.connect().begin();
      const { cursor } = first.of("opened")[0] as unknown as { cursor: readonly unknown[] };
      first.gone();
      const hostile = s.connect();
      for (const [i, messages] of conversation(hostile, cursor).entries()) {
        await hostile.raw(i === index ? spoiled(messages, given) : JSON.stringify(messages));
      }
      await expectUnharmed(s, hostile);
      if (hostile.socket.closed === null) outcomes.open++;
      else outcomes.closed++;
      // The void ids are answered so where nothing was spoiled, too.
      if (hostile.heard.some(({ error }) => error !== undefined && (error as { code: string }).code !== "voided")) outcomes.answered++;
    }),
    // An action under a name that there is not: chance alone seldom spoils a frame that little. What fails is told as it came: to make it
    // smaller takes minutes.
    { numRuns: Number(process.env["RIVULET_RUNS"] ?? 250), endOnFailure: true, examples: [[4, [{ how: "replace", at: 8, value: "x" }]]] },
  );
  // Each way of going on was met.
  expect(Math.min(...Object.values(outcomes))).toBeGreaterThan(0);
});
