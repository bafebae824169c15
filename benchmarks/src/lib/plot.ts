// Draws a plot as SVG: lines over two axes, readable on light and dark pages.

import type { Axis, Plot } from "./page.ts";

const WIDTH = 640;
const HEIGHT = 360;
const LEFT = 64;
const RIGHT = 24;
/** The height of one line of the legend, which stands below. */
const LINE = 16;
const TOP = 36;
const BOTTOM = 48;
const COLOURS = ["#2f81f7", "#d29922", "#3fb950", "#db61a2", "#8b949e", "#f0883e", "#a371f7", "#39c5cf"];
const INK = "#7d8590";

/** Puts values on an axis, and says where its lines are. */
interface Scale {
  at(value: number): number;
  readonly marks: readonly number[];
}

/** `size`: how long the axis is. */
export function makeScale({ scale }: Axis, values: readonly number[], size: number): Scale {
  if (scale === "linear") {
    const step = roundStep(Math.max(...values, 0) / 5);
    const end = Math.max(step, Math.ceil(Math.max(...values, 0) / step) * step);
    const marks = Array.from({ length: Math.round(end / step) + 1 }, (_, i) => i * step);
    return { at: (value) => (value / end) * size, marks };
  }
  const positive = values.filter((value) => value > 0);
  const first = Math.floor(Math.log10(Math.min(...positive)));
  const last = Math.max(first + 1, Math.ceil(Math.log10(Math.max(...positive))));
  const marks = Array.from({ length: last - first + 1 }, (_, i) => 10 ** (first + i));
  return { at: (value) => ((Math.log10(value) - first) / (last - first)) * size, marks };
}

/** 1, 2 or 5 times a power of ten, at least as large. */
function roundStep(least: number): number {
  if (!(least > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(least));
  return ([1, 2, 5].find((times) => times * power >= least) ?? 10) * power;
}

/** The plot as an SVG document. Points that are no numbers are left out, and so are those that a logarithm cannot show. */
export function draw({ title, x, y, lines }: Plot): string {
  const isShown = ([a, b]: readonly [number, number]): boolean =>
    Number.isFinite(a) && Number.isFinite(b) && (x.scale === "linear" || a > 0) && (y.scale === "linear" || b > 0);
  const drawn = lines.map(({ name, points }) => ({ name, points: points.filter(isShown) })).filter(({ points }) => points.length > 0);
  const points = drawn.flatMap((line) => line.points);
  if (points.length === 0) return document(title, 0, []);
  const across = makeScale(x, points.map(([value]) => value), WIDTH - LEFT - RIGHT);
  const up = makeScale(y, points.map(([, value]) => value), HEIGHT - TOP - BOTTOM);
  const left = (value: number): string => (LEFT + across.at(value)).toFixed(1);
  const top = (value: number): string => (HEIGHT - BOTTOM - up.at(value)).toFixed(1);
  const floor = HEIGHT - BOTTOM;
  const grid = [
    ...across.marks.flatMap((mark) => [
      `<path d="M${left(mark)} ${TOP}V${floor}" stroke="${INK}" stroke-opacity=".2"/>`,
      text(left(mark), floor + 18, "middle", label(mark)),
    ]),
    ...up.marks.flatMap((mark) => [
      `<path d="M${LEFT} ${top(mark)}H${WIDTH - RIGHT}" stroke="${INK}" stroke-opacity=".2"/>`,
      text(LEFT - 8, Number(top(mark)) + 4, "end", label(mark)),
    ]),
    text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 8, "middle", x.label),
    `<text transform="translate(14 ${(TOP + floor) / 2}) rotate(-90)" text-anchor="middle">${escape(y.label)}</text>`,
  ];
  const curves = drawn.flatMap((line, i) => {
    const colour = COLOURS[i % COLOURS.length] ?? INK;
    const path = line.points.map(([a, b], n) => `${n === 0 ? "M" : "L"}${left(a)} ${top(b)}`).join("");
    return [
      `<path d="${path}" fill="none" stroke="${colour}" stroke-width="2"/>`,
      ...line.points.map(([a, b]) => `<circle cx="${left(a)}" cy="${top(b)}" r="3" fill="${colour}"/>`),
      `<text x="${LEFT}" y="${HEIGHT + 12 + i * LINE}" fill="${colour}">${escape(line.name)}</text>`,
    ];
  });
  return document(title, drawn.length, [...grid, ...curves]);
}

/** 20, 1K, 0.01. */
function label(value: number): string {
  return value.toLocaleString("en", { notation: "compact", maximumSignificantDigits: 3 });
}

function document(title: string, lines: number, parts: readonly string[]): string {
  const height = HEIGHT + lines * LINE + 4;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" font-family="system-ui, sans-serif" font-size="12" fill="${INK}" role="img">`,
    `<title>${escape(title)}</title>`,
    text(LEFT, 20, "start", title),
    ...parts,
    "</svg>\n",
  ].join("\n");
}

function text(x: number | string, y: number, anchor: string, words: string): string {
  return `<text x="${x}" y="${y}" text-anchor="${anchor}">${escape(words)}</text>`;
}

function escape(words: string): string {
  return words.replace(/[&<>"]/g, (found) => `&#${found.charCodeAt(0)};`);
}
