import { expect, test } from "vitest";
import type { Row } from "../replica/row.ts";
import { EMPTY, type ReplicaState } from "../replica/state.ts";
import { openingOf } from "./opening.ts";

test("L8: only for clients that this tab speaks for it tells how far it saw them come: others may have been retired", () => {
  const mark = (client: string) => ({ client, lane: "", low: 3, above: [5], full: true });
  const row = (client: string): Row => {
    const call = { name: "add", schema: 1, args: [], key: client, origin: client, time: 0, since: 0, self: null };
    return { client, lane: "", id: 5, epoch: "e", kind: "action", ...call };
  };
  const entry = { sent: false, applied: true, over: null, unsure: false };
  const state: ReplicaState = {
    ...EMPTY,
    cursor: ["e", 9, "r"],
    marks: new Map(["own", "adopted", "foreign"].map((client) => [`${client}/`, mark(client)])),
    saved: [{ row: row("adopted"), seq: 1, ...entry }, { row: row("foreign"), seq: 2, ...entry }],
    held: new Set(["own", "adopted"]),
  };
  const address = { name: "list", key: ["shared"] };
  const { seen } = openingOf({ address, definition: null, creation: null, state, own: "own", lane: "", params: undefined });
  expect(seen).toEqual([["own", "", 5], ["adopted", "", 5], ["foreign", "", 0]]);
});
