import { expect, test } from "vitest";
import { hashOf } from "../../test/schema-hash.ts";
import { fromInspectedShape, toInspectedShape } from "./envelope.ts";
import { SERVER_COMMANDS, SERVER_TOPICS } from "./server-topics.ts";
import { INSPECTOR_PROTOCOL, INSPECTOR_SUBPROTOCOL, OLDEST_INSPECTOR_PROTOCOL } from "./version.ts";

/** The hash of the envelope and of the server's topics that belongs to each number of the protocol. */
const PINNED: Readonly<Record<number, string>> = {
  1: "8bfa92300d4d6706892f8f1bef1f070e",
  2: "8bfa92300d4d6706892f8f1bef1f070e",
};

test("the messages and the topics of servers are those of the inspector protocol's number", () => {
  const hash = hashOf({ to: toInspectedShape, from: fromInspectedShape, topics: SERVER_TOPICS, commands: SERVER_COMMANDS });
  expect(PINNED[INSPECTOR_PROTOCOL], `The inspector's protocol has changed: raise INSPECTOR_PROTOCOL, and pin ${hash}`).toBe(hash);
});

test("every number up to the present one is pinned, and the oldest spoken is among them", () => {
  expect(Object.keys(PINNED).map(Number)).toEqual(Array.from({ length: INSPECTOR_PROTOCOL }, (_, i) => i + 1));
  expect(PINNED[OLDEST_INSPECTOR_PROTOCOL]).toBeDefined();
  expect(INSPECTOR_SUBPROTOCOL).toBe("rivulet.inspector.v1");
});
