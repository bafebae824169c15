import { idOf, rowsOf } from "./rows.ts";

const DURATION = 240;
const EASING = "cubic-bezier(0.2, 0.8, 0.2, 1)";

/** Lets rows glide to where the list has put them, whoever moved them. */
export interface Flip {
  /** Says where rows are seen now, where that is not where they were left. */
  remember(tops: ReadonlyMap<string, number>): void;
  /** To be called after each change of the rows, before it is painted. */
  play(): void;
}

export function makeFlip(list: HTMLElement): Flip {
  let last: ReadonlyMap<string, number> | null = null;
  return {
    remember(tops) {
      last = tops;
    },
    play() {
      const before = last;
      const rows = rowsOf(list);
      const now = new Map(rows.map((row) => [idOf(row), row.offsetTop]));
      last = now;
      if (before === null || matchMedia("(prefers-reduced-motion: reduce)").matches) return;
      for (const row of rows) {
        const from = before.get(idOf(row));
        if (from === undefined) row.animate([{ opacity: 0 }, { opacity: 1 }], { duration: DURATION, easing: EASING });
        else glide(row, from - row.offsetTop);
      }
    },
  };
}

/** Added to whatever glide is still under way, so that quick moves flow into each other. */
function glide(row: HTMLElement, distance: number): void {
  if (Math.abs(distance) < 1) return;
  const frames = [{ transform: `translateY(${distance}px)` }, { transform: "translateY(0)" }];
  row.animate(frames, { duration: DURATION, easing: EASING, composite: "add" });
}
