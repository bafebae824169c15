import { expect, test } from "vitest";
import { masked } from "./mask.ts";

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
