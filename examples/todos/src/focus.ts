/**
 * Whether whoever is at it sees where the focus is, and so would miss it. A tap or a click leaves no focus to be seen,
 * and to focus a field for it would open a phone's keyboard.
 */
export function isFocusSeen(element: Element | null = document.activeElement): boolean {
  return element?.matches(":focus-visible") === true;
}
