/** Something refused, in words. */
export interface Refusal {
  readonly id: string;
  readonly what: string;
  readonly why: string;
}

/** Refusals under the reason they share, in the order in which the reasons came up. */
export function byReason(refusals: readonly Refusal[]): ReadonlyMap<string, readonly Refusal[]> {
  const groups = new Map<string, readonly Refusal[]>();
  for (const refusal of refusals) groups.set(refusal.why, [...(groups.get(refusal.why) ?? []), refusal]);
  return groups;
}
