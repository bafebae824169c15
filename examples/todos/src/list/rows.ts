/** The list's rows as elements, in their order. Each carries its todo's id as `data-id`. */
export function rowsOf(list: HTMLElement): readonly HTMLElement[] {
  return [...list.querySelectorAll<HTMLElement>(":scope > [data-id]")];
}

export function idOf(row: HTMLElement): string {
  return row.dataset["id"] ?? "";
}

/** The row that an element is in. */
export function rowAround(element: EventTarget): HTMLElement | null {
  return element instanceof Element ? element.closest<HTMLElement>("[data-id]") : null;
}

/** What the element is to its row, such as its check mark: other rows have the same. */
export function partOf(element: EventTarget): string {
  return (element instanceof Element ? element.closest<HTMLElement>("[data-part]") : null)?.dataset["part"] ?? "check";
}

export function focusPart(row: HTMLElement, part: string): void {
  const found = row.querySelector<HTMLElement>(`[data-part="${part}"]`) ?? row.querySelector<HTMLElement>("input");
  found?.focus();
}
