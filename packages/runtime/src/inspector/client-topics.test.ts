import { expect, test } from "vitest";
import { hashOf } from "../../test/schema-hash.ts";
import { CLIENT_COMMANDS, CLIENT_TOPICS } from "./client-topics.ts";
import { INSPECTOR_PROTOCOL } from "./version.ts";

/** The hash of the topics of clients that belongs to each number of the protocol. */
const PINNED: Readonly<Record<number, string>> = {
  1: "641b222ae18d4725d1f0bed6693a85bc",
  2: "e3aef92743946b08638c62b6292722d5",
};

test("the topics of clients are those of the inspector protocol's number", () => {
  const hash = hashOf({ topics: CLIENT_TOPICS, commands: CLIENT_COMMANDS });
  expect(PINNED[INSPECTOR_PROTOCOL], `The inspector's protocol has changed: raise INSPECTOR_PROTOCOL, and pin ${hash}`).toBe(hash);
});
