import { type FocusEvent, type RefObject, useLayoutEffect, useRef } from "react";
import { isFocusSeen } from "../focus.ts";
import { focusPart, idOf, partOf, rowAround, rowsOf } from "./rows.ts";

interface Held {
  readonly id: string;
  readonly index: number;
  readonly part: string;
}

/** Whoever's row goes away goes on in the row that takes its place: the keyboard is never thrown back to the start. */
export function useKeptFocus(list: RefObject<HTMLElement | null>, ids: readonly string[], whenEmpty: () => void) {
  const held = useRef<Held | null>(null);

  useLayoutEffect(() => {
    const { current: element } = list;
    const { current: lost } = held;
    if (element === null || lost === null || ids.includes(lost.id) || element.contains(document.activeElement)) return;
    held.current = null;
    const rows = rowsOf(element);
    const next = rows[Math.min(lost.index, rows.length - 1)];
    if (next === undefined) whenEmpty();
    else focusPart(next, lost.part);
  }, [list, ids, whenEmpty]);

  return {
    onFocus({ target, currentTarget }: FocusEvent<HTMLElement>): void {
      const row = rowAround(target);
      if (row === null || !isFocusSeen(target)) return;
      held.current = { id: idOf(row), index: rowsOf(currentTarget).indexOf(row), part: partOf(target) };
    },
    onBlur(): void {
      held.current = null;
    },
  };
}
