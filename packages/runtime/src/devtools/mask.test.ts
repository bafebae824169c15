import { expect, test } from "vitest";
import { frameRow } from "./frame-row.ts";
import { masked } from "./mask.ts";
import { LONGEST_FRAME, makeWire } from "./wire.ts";

test("secrets and fresh params are taken out of frames, and nothing else", () => {
  const frame = JSON.stringify([
    { t: "hello", protocol: [1, 2], clients: [["a", "secret-a"]] },
    { t: "show", client: "b", secret: "secret-b" },
    { t: "open", ch: 1, params: { room: 1 }, fresh: { token: "secret-c" } },
    { t: "push", actions: [[1, "add", ["fresh"], "k", 1]] },
  ]);
  const text = masked(frame);
  expect(text).not.toContain("secret-");
  expect(JSON.parse(text)).toMatchObject([{ clients: [["a", "(not shown)"]] }, { client: "b" }, { params: { room: 1 } }, { actions: [[1, "add", ["fresh"], "k", 1]] }]);
  expect(masked('[{"t":"ping"}]')).toBe('[{"t":"ping"}]');
});

test("a frame of which secrets were taken out is still said to be what it is; only one that is cut is too long", () => {
  const wire = makeWire();
  wire.add("sent", JSON.stringify([{ t: "hello", clients: [["a", "secret ".repeat(20)]] }, { t: "open", ch: 1 }]), 1);
  wire.add("heard", JSON.stringify([{ t: "opened", state: "x".repeat(LONGEST_FRAME) }]), 2);
  expect([...wire.frames()].map(frameRow).map(({ about }) => about)).toEqual(["hello, open", "too long to be read here"]);
});
