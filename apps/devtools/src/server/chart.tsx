import { useId } from "react";

export interface ChartProps {
  readonly title: string;
  /** One line of values in the order of time, or several; `null` where there is none. */
  readonly lines: readonly { readonly name: string; readonly values: readonly (number | null)[]; readonly tone: string }[];
  readonly text: (value: number) => string;
}

const WIDTH = 300;
const HEIGHT = 64;
/** Samples from end to end: at least so many, and at most. */
const FEWEST = 30;
const ACROSS = 120;

/** A small chart: how some numbers went in the last two minutes, and where they are now. */
export function Chart({ title, lines, text }: ChartProps) {
  const id = useId();
  const recent = lines.map((each) => ({ ...each, values: each.values.slice(-ACROSS) }));
  const most = Math.max(1e-9, ...recent.flatMap(({ values }) => values.map((value) => value ?? 0)));
  const now = lines.map(({ name, values }) => {
    const value = values.findLast((each) => each !== null) ?? null;
    return `${lines.length > 1 ? `${name} ` : ""}${value === null ? "–" : text(value)}`;
  });
  return (
    <figure className="chart" aria-labelledby={id}>
      <figcaption id={id}>
        <span className="quiet">{title}</span>
        <strong>{now.join(" · ")}</strong>
      </figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden>
        {recent.map(({ name, values, tone }) => (
          <path key={name} d={pathOf(values, most)} data-tone={tone} />
        ))}
      </svg>
      <p className="chart-foot quiet">{`at most ${text(most < 1e-6 ? 0 : most)}`}</p>
    </figure>
  );
}

/** The newest stands at the right end; where there is no value the line is broken. */
export function pathOf(values: readonly (number | null)[], most: number): string {
  let path = "";
  let isDown = false;
  for (const [i, value] of values.entries()) {
    if (value === null) {
      isDown = false;
      continue;
    }
    const x = WIDTH - (values.length - 1 - i) * (WIDTH / (Math.max(FEWEST, values.length) - 1));
    const y = HEIGHT - 2 - (value / most) * (HEIGHT - 4);
    path += `${isDown ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`;
    isDown = true;
  }
  return path;
}
