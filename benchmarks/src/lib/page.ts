// What one benchmark leaves behind: tables for people, figures for whoever computes with them, and what plots are drawn from.

export interface Table {
  readonly title: string;
  /** What a reader must know to read it. */
  readonly note?: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export interface Axis {
  readonly label: string;
  readonly scale: "linear" | "logarithmic";
}

export interface Plot {
  /** What its file is called, beside the benchmark's name. */
  readonly name: string;
  readonly title: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly lines: readonly { readonly name: string; readonly points: readonly (readonly [x: number, y: number])[] }[];
}

export interface Page {
  readonly name: string;
  readonly title: string;
  /** The machine, the time, and how was measured. */
  readonly how: string;
  readonly tables: readonly Table[];
  readonly plots: readonly Plot[];
  /** By contender and figure, one value a round. */
  readonly figures: Readonly<Record<string, Readonly<Record<string, readonly number[]>>>>;
}

/** A table in Markdown, under a heading of that depth. */
export function tableText({ title, note, columns, rows }: Table, depth = 2): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  const table = [line(columns), line(columns.map(() => "---")), ...rows.map(line)].join("\n");
  return [`${"#".repeat(depth)} ${title}`, ...(note === undefined ? [] : [note]), table].join("\n\n");
}

export function pageText({ title, how, tables }: Page): string {
  return `${[`# ${title}`, how, ...tables.map((table) => tableText(table))].join("\n\n")}\n`;
}
