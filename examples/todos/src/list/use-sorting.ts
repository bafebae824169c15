import { type PointerEvent, type RefObject, useCallback, useLayoutEffect, useRef } from "react";
import { flushSync } from "react-dom";
import { type Drag, startDrag } from "./drag.ts";
import { type Flip, makeFlip } from "./flip.ts";
import { partOf, rowAround } from "./rows.ts";

type MoveTo = (id: string, before: string | null) => void;

/** Makes rows follow the pointer that drags them by their handle, and glide whenever the order changes. */
export function useSorting(list: RefObject<HTMLElement | null>, ids: readonly string[], moveTo: MoveTo) {
  const flip = useRef<Flip | null>(null);
  const drag = useRef<Drag | null>(null);

  useLayoutEffect(() => {
    if (list.current === null) return;
    flip.current ??= makeFlip(list.current);
    flip.current.play();
    drag.current?.refresh();
  }, [list, ids]);

  useLayoutEffect(() => () => drag.current?.cancel(), []);

  return useCallback(
    (event: PointerEvent<HTMLElement>) => {
      const row = rowAround(event.target);
      if (row === null || partOf(event.target) !== "move" || event.button !== 0 || !event.isPrimary) return;
      drag.current = startDrag(event.currentTarget, row, event.nativeEvent, ({ id, before, tops }) => {
        drag.current = null;
        flip.current?.remember(tops);
        // In the list's new order before the next paint, or the rows would be seen to jump back.
        if (before !== undefined) flushSync(() => moveTo(id, before));
        flip.current?.play();
      });
    },
    [moveTo],
  );
}
