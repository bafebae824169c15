/** The todo before which one lands that goes `step` places down: `null` for the end, `undefined` where it can't go on. */
export function landingOf(ids: readonly string[], id: string, step: 1 | -1): string | null | undefined {
  const index = ids.indexOf(id);
  const to = index + step;
  if (index < 0 || to < 0 || to >= ids.length) return undefined;
  return ids[step < 0 ? to : to + 1] ?? null;
}

/** Whether the order would be another one. */
export function isMove(ids: readonly string[], id: string, before: string | null): boolean {
  const index = ids.indexOf(id);
  return index >= 0 && before !== id && (ids[index + 1] ?? null) !== before;
}
