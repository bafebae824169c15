import { idOf, rowsOf } from "./rows.ts";
import { shiftOf, slotOf } from "./slot.ts";

/** So far a press is a press, in pixels. */
const SLACK = 4;
/** So close to the edge of the window the page scrolls, and so far per frame, in pixels. */
const EDGE = 96;
const SCROLL = 9;

export interface Drop {
  readonly id: string;
  /** The todo before which it was dropped; `null` at the end, `undefined` where the drag was given up. */
  readonly before: string | null | undefined;
  /** Where each row was seen at that moment. */
  readonly tops: ReadonlyMap<string, number>;
}

export interface Drag {
  /** To be called when the list has changed under the pointer. */
  refresh(): void;
  /** Ends it with nothing moved. */
  cancel(): void;
}

/**
 * Follows the pointer with a row from the press on its handle. Everything happens on the elements themselves: the app
 * hears of it once, at the end.
 */
export function startDrag(list: HTMLElement, row: HTMLElement, press: PointerEvent, end: (drop: Drop) => void): Drag {
  const id = idOf(row);
  const ended = new AbortController();
  const grabbedAt = press.clientY - row.getBoundingClientRect().top;
  let pointer = press.clientY;
  let isMoving = false;
  let slot = -1;

  const place = (): void => {
    const rows = rowsOf(list);
    const from = rows.indexOf(row);
    if (from < 0) return finish(undefined);
    const top = pointer - grabbedAt - list.getBoundingClientRect().top;
    // Offsets know nothing of the transforms set here: they are where the list itself has put the rows.
    slot = slotOf(rows.map(({ offsetTop, offsetHeight }) => ({ top: offsetTop, height: offsetHeight })), from, top);
    rows.forEach((each, index) => {
      const shift = each === row ? top - row.offsetTop : shiftOf(index, from, slot, row.offsetHeight);
      each.style.transform = shift === 0 ? "" : `translateY(${shift}px)`;
    });
  };

  const scroll = (): void => {
    if (ended.signal.aborted) return;
    const step = pointer < EDGE ? -SCROLL : pointer > innerHeight - EDGE ? SCROLL : 0;
    if (step !== 0) {
      scrollBy(0, step);
      place();
    }
    requestAnimationFrame(scroll);
  };

  const begin = (): void => {
    isMoving = true;
    list.dataset["sorting"] = "";
    row.dataset["dragged"] = "";
    requestAnimationFrame(scroll);
  };

  const finish = (before: string | null | undefined): void => {
    if (ended.signal.aborted) return;
    ended.abort();
    if (!isMoving) return;
    const start = list.getBoundingClientRect().top;
    const rows = rowsOf(list);
    const tops = new Map(rows.map((each) => [idOf(each), each.getBoundingClientRect().top - start]));
    delete list.dataset["sorting"];
    delete row.dataset["dragged"];
    for (const each of rows) each.style.transform = "";
    end({ id, before, tops });
  };

  const drop = (): void => {
    const others = rowsOf(list).filter((each) => each !== row);
    const next = others[slot];
    finish(next === undefined ? null : idOf(next));
  };

  const { signal } = ended;
  const isOurs = ({ pointerId }: PointerEvent): boolean => pointerId === press.pointerId;
  addEventListener("pointermove", (event) => {
    if (!isOurs(event)) return;
    pointer = event.clientY;
    if (!isMoving && Math.abs(pointer - press.clientY) < SLACK) return;
    if (!isMoving) begin();
    place();
  }, { signal });
  addEventListener("pointerup", (event) => isOurs(event) && drop(), { signal });
  addEventListener("pointercancel", (event) => isOurs(event) && finish(undefined), { signal });
  addEventListener("keydown", (event) => event.key === "Escape" && finish(undefined), { signal });

  return { refresh: () => isMoving && place(), cancel: () => finish(undefined) };
}
