import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { hashOf } from "../../test/schema-hash.ts";
import { clientMessageShape } from "./client-messages.ts";
import { serverMessageShape } from "./server-messages.ts";
import { OLDEST_PROTOCOL, PROTOCOL, SUBPROTOCOL } from "./version.ts";

/** The hash of the message schemas that belongs to each number of the protocol. What was released never changes. */
const PINNED: Readonly<Record<number, string>> = {
  1: "277b5934b9c4cafaaf7b9ca4b10fdac9",
  2: "f009533336a29047c05b3d3529cbc08f",
};

test("the messages are those of the protocol's number", () => {
  const hash = hashOf({ subprotocol: SUBPROTOCOL, client: clientMessageShape, server: serverMessageShape });
  const advice = [
    `The messages of protocol ${PROTOCOL} have changed.`,
    "Clients and servers of other versions are out there and speak the old ones. In protocol/version.ts raise PROTOCOL by one,",
    "write into its history what changed, and keep the server answering clients down to OLDEST_PROTOCOL as they expect.",
    `Then pin the new number in this test, beside the old ones: ${hash}`,
  ].join("\n");
  expect(PINNED[PROTOCOL], advice).toBe(hash);
});

test("every number up to the present one is pinned, and the oldest served is among them", () => {
  expect(Object.keys(PINNED).map(Number)).toEqual(Array.from({ length: PROTOCOL }, (_, i) => i + 1));
  expect(PINNED[OLDEST_PROTOCOL]).toBeDefined();
  expect(SUBPROTOCOL).toBe("rivulet.sync.v1");
});

describe("the hash", () => {
  const name = v.pipe(v.string(), v.maxLength(10));
  const base = v.object({ t: v.literal("a"), name });

  test.each<[string, unknown]>([
    ["a field more", v.object({ t: v.literal("a"), name, more: v.string() })],
    ["a field less", v.object({ t: v.literal("a") })],
    ["another name", v.object({ t: v.literal("a"), title: name })],
    ["another literal", v.object({ t: v.literal("b"), name })],
    ["another limit", v.object({ t: v.literal("a"), name: v.pipe(v.string(), v.maxLength(11)) })],
    ["a field that may be missing", v.object({ t: v.literal("a"), name: v.optional(name) })],
    ["another pattern", v.object({ t: v.literal("a"), name: v.pipe(v.string(), v.regex(/a/)) })],
    ["strictness", v.strictObject({ t: v.literal("a"), name })],
    ["a list of it", v.array(base)],
  ])("tells %s", (_what, other) => {
    expect(hashOf(other)).not.toBe(hashOf(base));
  });

  test("does not tell the order of fields, nor the words of errors", () => {
    expect(hashOf(v.object({ name: v.pipe(v.string("no text"), v.maxLength(10, "too long")), t: v.literal("a") }))).toBe(hashOf(base));
  });
});
