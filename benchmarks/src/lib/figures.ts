// Numbers of several runs: what to make of them, and how to write them down.

/** What one run gave, by the names of its figures. */
export type Figures = Readonly<Record<string, number>>;

export function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** Three significant digits; whole numbers above a hundred, with commas. */
export function short(value: number): string {
  if (!Number.isFinite(value)) return "–";
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString("en");
  return String(Number(value.toPrecision(3)));
}

/** The median of the runs, and between what they lie. */
export function spread(values: readonly number[]): string {
  if (values.length < 2 || values.every(Number.isNaN)) return short(median(values));
  return `${short(median(values))} (${short(Math.min(...values))}–${short(Math.max(...values))})`;
}

/** How much larger one figure is than another: of each round by itself, so that what slowed a round slowed both. */
export function ratios(values: readonly number[], others: readonly number[]): number[] {
  return values.map((value, i) => value / (others[i] ?? Number.NaN));
}

/** The median of that, written down. */
export function timesOf(values: readonly number[], others: readonly number[]): string {
  return short(median(ratios(values, others)));
}
