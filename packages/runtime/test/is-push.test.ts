import fc from "fast-check";
import * as v from "valibot";
import { expect, test } from "vitest";
import { isPush, pushShape } from "../src/protocol/client-messages.ts";
import { spoiled, spoils } from "./spoil.ts";

const ID = "0123456789abcdef0123456789abcdef";
const push = { t: "push", ch: 1, client: ID, epoch: "e", actions: [[1, "add", [{ a: 1 }], ID, 5], [2, "add", [], ID, 5, ID]] };

test("the quick check and the shape agree on every message", () => {
  const seen = { right: 0, wrong: 0 };
  const agree = (message: unknown): void => {
    const { success } = v.safeParse(pushShape, message);
    expect(isPush(message)).toBe(success);
    seen[success ? "right" : "wrong"]++;
  };
  agree(push);
  agree({ ...push, actions: [] });
  agree({ ...push, actions: [[1, "add", [], ID, 5, ID, 7]] });
  agree({ ...push, actions: [[0, "add", [], ID, 5]] });
  fc.assert(
    fc.property(spoils, (given) => {
      try {
        agree(JSON.parse(spoiled([push], given))?.[0]);
      } catch (error) {
        if (!(error instanceof SyntaxError)) throw error;
      }
    }),
    { numRuns: 200 },
  );
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(10);
});
