import { describe, expect, test } from "vitest";
import { titlesOf } from "../src/list/lines.ts";
import { isMove, landingOf } from "../src/list/order.ts";
import { shiftOf, slotOf } from "../src/list/slot.ts";
import { waitingIds } from "../src/list/waiting.ts";

describe("the todos that wait", () => {
  test("are those that an action made or is about", () => {
    const pending = [
      { id: "call-1", name: "add", args: ["bread"], calledAt: 1, saved: true },
      { id: "call-2", name: "toggle", args: ["todo-7", true], calledAt: 2, saved: true },
      { id: "call-3", name: "clearDone", args: [], calledAt: 3, saved: false },
    ];
    expect(waitingIds(pending)).toEqual(new Set(["call-1", "todo-7"]));
  });
});

describe("pasted lines", () => {
  test("lose what began them elsewhere, and empty ones go", () => {
    const pasted = "- [ ] bread\r\n* milk\n\n  3) tea \n- [x] salt\nx - y";
    expect(titlesOf(pasted)).toEqual(["bread", "milk", "tea", "salt", "x - y"]);
  });

  test("keep a number that is no numbering", () => {
    expect(titlesOf("2 eggs\n3.5 l of milk")).toEqual(["2 eggs", "3.5 l of milk"]);
  });
});

describe("one step", () => {
  const ids = ["a", "b", "c"];

  test("up lands before the row above", () => {
    expect(landingOf(ids, "c", -1)).toBe("b");
    expect(landingOf(ids, "a", -1)).toBeUndefined();
  });

  test("down lands before the row after the next, or at the end", () => {
    expect(landingOf(ids, "a", 1)).toBe("c");
    expect(landingOf(ids, "b", 1)).toBeNull();
    expect(landingOf(ids, "c", 1)).toBeUndefined();
  });

  test("is none for a row that is not there", () => {
    expect(landingOf(ids, "gone", 1)).toBeUndefined();
    expect(isMove(ids, "gone", null)).toBe(false);
  });

  test("to where a row is already is no move", () => {
    expect([isMove(ids, "a", "b"), isMove(ids, "a", "a"), isMove(ids, "c", null)]).toEqual([false, false, false]);
    expect([isMove(ids, "a", "c"), isMove(ids, "a", null), isMove(ids, "c", "a")]).toEqual([true, true, true]);
  });
});

describe("a dragged row", () => {
  // One row of double height.
  const rows = [
    { top: 0, height: 50 },
    { top: 50, height: 100 },
    { top: 150, height: 50 },
  ];

  test("has its own slot until it passes the middle of a neighbour", () => {
    expect([0, 49, 51].map((top) => slotOf(rows, 0, top))).toEqual([0, 0, 1]);
    expect([150, 101, 99, 26, 24].map((top) => slotOf(rows, 2, top))).toEqual([2, 2, 1, 1, 0]);
  });

  test("takes the first and the last slot however far it is dragged", () => {
    expect([-500, 500].map((top) => slotOf(rows, 1, top))).toEqual([0, 2]);
  });

  test("makes those between give way by its height", () => {
    expect([0, 1, 2].map((index) => shiftOf(index, 0, 1, 50))).toEqual([0, -50, 0]);
    expect([0, 1, 2].map((index) => shiftOf(index, 2, 0, 50))).toEqual([50, 50, 0]);
  });
});
