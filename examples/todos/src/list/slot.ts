export interface Box {
  readonly top: number;
  readonly height: number;
}

/**
 * The place that a dragged row would take: how many of the other rows are above it. A row gives way once the dragged
 * one has passed its middle.
 */
export function slotOf(rows: readonly Box[], from: number, top: number): number {
  const { height = 0 } = rows[from] ?? {};
  return rows.filter((row, index) => {
    if (index === from) return false;
    // Where the row would be if the dragged one were taken out.
    const middle = row.top + row.height / 2 - (index > from ? height : 0);
    return top > middle;
  }).length;
}

/** How far a row makes way for the dragged one. */
export function shiftOf(index: number, from: number, to: number, height: number): number {
  if (index > from && index <= to) return -height;
  if (index < from && index >= to) return height;
  return 0;
}
