import { expect, test } from "vitest";
import { AT_ONCE, flatten, LONGEST_TEXT, pathId, pathText, type TreeRow, valueText } from "./flatten.ts";

const all = (value: unknown): readonly TreeRow[] => flatten(value, { isOpen: () => true, shownOf: () => AT_ONCE });

test("every kind of value has its rows", () => {
  const value = { list: [1, -0], map: new Map<unknown, unknown>([[1, "a"]]), set: new Set(["b"]), at: new Date(0), big: 7n, none: undefined, nil: null };
  const told = all(value).map(({ name, shown }) => `${name} ${shown.kind === "leaf" ? shown.text : shown.kind === "branch" ? shown.summary : shown.kind}`);
  expect(told).toEqual([
    "null {7}",
    "list [2]",
    "0 1",
    "1 -0",
    "map Map(1)",
    '1 "a"',
    "set Set(1)",
    '0 "b"',
    "at 1970-01-01T00:00:00.000Z",
    "big 7n",
    "none undefined",
    "nil null",
  ]);
});

test("what is closed is not walked", () => {
  const trap = Object.defineProperty({}, "a", { enumerable: true, get: () => expect.unreachable("a getter was run") });
  expect(flatten({ trap }, { isOpen: (_, depth) => depth < 1, shownOf: () => AT_ONCE })).toHaveLength(2);
  expect(all({ trap })).toHaveLength(3);
});

test("a circle is named, and ends there", () => {
  const value: Record<string, unknown> = {};
  value["self"] = value;
  expect(all(value).map(({ shown }) => shown.kind)).toEqual(["branch", "circle"]);
});

test("long texts are cut and long lists come in parts", () => {
  const [text] = all("x".repeat(5_000_000));
  expect(text?.shown).toMatchObject({ isCut: true });
  expect(JSON.stringify(text).length).toBeLessThan(LONGEST_TEXT + 200);
  const rows = all(Array.from({ length: 1_000_000 }, (_, i) => i));
  expect(rows).toHaveLength(AT_ONCE + 2);
  expect(rows.at(-1)?.shown).toEqual({ kind: "more", left: 1_000_000 - AT_ONCE });
});

test("paths that read alike have names of their own", () => {
  expect(new Set([["a", "b"], ["a/b"], ["a~1b"], [1], ["1"], [null], ["null"]].map(pathId)).size).toBe(7);
  expect(pathText(["items", 3, "title", "a b"])).toBe('items[3].title["a b"]');
  expect(pathText([])).toBe("the state");
});

test("HTML is text", () => expect(valueText("<img src=x onerror=alert(1)>")).toBe('"<img src=x onerror=alert(1)>"'));
