import { expect, test, vi } from "vitest";
import type { Author } from "../protocol/shapes.ts";
import { rng } from "../util/rng.ts";
import { contains, type Mark, type Marks, NO_MARKS, withAuthors } from "./marks.ts";

const everybody = (): boolean => true;
const entries = (marks: Marks): readonly (readonly [string, Mark])[] => [...marks].map(([name, mark]) => [name, { ...mark, above: mark.above.toSorted((a, b) => a - b) }]);

test("authors that are told at once leave the same marks as one after another, those touched last at the end", () => {
  const draw = rng("authors");
  for (let round = 0; round < 200; round++) {
    const authors = Array.from({ length: 30 }, (): Author => [`c${draw.uint32() % 3}`, "", 1 + (draw.uint32() % 20)]);
    const [first, second] = [authors.slice(0, 10), authors.slice(10)];
    const begun = withAuthors(NO_MARKS, first, everybody).marks;
    const together = withAuthors(begun, second, everybody).marks;
    const inTurn = second.reduce((marks, author) => withAuthors(marks, [author], everybody).marks, begun);
    expect(entries(together)).toEqual(entries(inTurn));
    for (const [client, lane, id] of authors) expect(contains(together, { client, lane, id })).toBe(true);
  }
});

test("what was there already changes no mark", () => {
  const { marks } = withAuthors(NO_MARKS, [["c", "", 1], ["c", "", 2], ["c", "", 5]], everybody);
  const again = withAuthors(marks, [["c", "", 2], ["c", "", 5]], everybody).marks;
  expect([...again.values()][0]).toBe([...marks.values()][0]);
});

test("a mark is copied once, however many of its actions are told at once", () => {
  let copies = 0;
  class CountedSet<T> extends Set<T> {
    constructor(values?: Iterable<T>) {
      super(values);
      copies++;
    }
  }
  vi.stubGlobal("Set", CountedSet);
  try {
    withAuthors(NO_MARKS, Array.from({ length: 1_000 }, (_, i): Author => ["c", "", 2 + 2 * i]), everybody);
  } finally {
    vi.unstubAllGlobals();
  }
  expect(copies).toBe(1);
});
