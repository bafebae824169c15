import type { OpRow } from "@rivulet/runtime/inspector";
import { pathId, pathText } from "../../parts/flatten.ts";

/** One side of a comparison: what a run did, or the server; `null` where it is not known. */
export interface Side {
  readonly title: string;
  readonly ops: readonly OpRow[] | null;
  /** Why it did nothing, where it did not. */
  readonly why?: string | null;
  readonly more: number;
}

interface Line {
  readonly path: readonly unknown[];
  readonly cells: readonly (readonly string[])[];
}

/** What each side did at each path, in the order in which they first come to it. */
export function linesOf(sides: readonly Side[]): readonly Line[] {
  const lines = new Map<string, { path: readonly unknown[]; cells: string[][] }>();
  for (const [i, { ops }] of sides.entries()) {
    for (const { op, path, value } of ops ?? []) {
      const id = pathId(path);
      let line = lines.get(id);
      if (line === undefined) lines.set(id, (line = { path, cells: sides.map(() => []) }));
      line.cells[i]?.push(op === "set" || op === "state" ? value : `${op}${value === "" ? "" : `: ${value}`}`);
    }
  }
  return [...lines.values()];
}

/** What several runs of one action did, side by side. */
export function PatchDiff({ label, sides }: { readonly label: string; readonly sides: readonly Side[] }) {
  const lines = linesOf(sides);
  return (
    <div className="diff-scroll">
      <table className="diff" aria-label={label}>
        <thead>
          <tr>
            <th scope="col">Where</th>
            {sides.map(({ title }) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.map(({ path, cells }) => (
            <tr key={pathId(path)} data-differs={isDifferent(cells, sides) || undefined}>
              <th scope="row" className="mono">
                {pathText(path)}
              </th>
              {cells.map((texts, i) => (
                <td key={sides[i]?.title} className="mono">
                  {sides[i]?.ops === null ? <span className="quiet">not known</span> : texts.length === 0 ? <span className="quiet">nothing</span> : texts.map((text, at) => <div key={at}>{text}</div>)}
                </td>
              ))}
            </tr>
          ))}
          {lines.length === 0 && (
            <tr>
              <td colSpan={sides.length + 1} className="quiet">
                None of them changed the state.
              </td>
            </tr>
          )}
        </tbody>
      </table>
      {sides.filter(({ why, more }) => typeof why === "string" || more > 0).map(({ title, why, more }) => (
        <div key={title}>
          {typeof why === "string" && (
            <p className="quiet">
              {title}: {why}
            </p>
          )}
          {more > 0 && (
            <p className="quiet">
              {title}: {more} more changes
            </p>
          )}
        </div>
      ))}
    </div>
  );
}

function isDifferent(cells: Line["cells"], sides: readonly Side[]): boolean {
  const known = cells.filter((_, i) => sides[i]?.ops !== null).map((texts) => texts.join("\n"));
  return new Set(known).size > 1;
}
