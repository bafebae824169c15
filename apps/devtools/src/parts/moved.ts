/** Where a key leads in a list; `null` where it leads nowhere. `index` is -1 where nothing is chosen yet. */
export function moved(key: string, index: number, count: number, page: number): number | null {
  const to = (next: number): number | null => (count === 0 ? null : Math.max(0, Math.min(count - 1, next)));
  switch (key) {
    case "ArrowDown":
      return to(index + 1);
    case "ArrowUp":
      return to(index < 0 ? count - 1 : index - 1);
    case "PageDown":
      return to(index + page);
    case "PageUp":
      return to(index - page);
    case "Home":
      return to(0);
    case "End":
      return to(count - 1);
    default:
      return null;
  }
}
