import { useMemo } from "react";
import type { Seen } from "@rivulet/runtime/inspector";
import { type Path, pathText, valueText } from "../parts/flatten.ts";
import { sizeText } from "../parts/format.ts";
import { ValueTree } from "../parts/value-tree.tsx";
import { valueOf } from "./words.ts";

export interface SeenValueProps {
  readonly label: string;
  readonly seen: Seen;
  readonly most?: number;
  readonly openTo?: number;
  readonly selected?: string | null;
  readonly onSelect?: (path: Path) => void;
}

/** A value of the server's as a tree, and what of it was too large to be told. */
export function SeenValue({ label, seen, most = 14, openTo = 2, ...choice }: SeenValueProps) {
  const value = useMemo(() => valueOf(seen), [seen]);
  const cuts = seen.cuts ?? [];
  return (
    <>
      {isFlat(value) ? <code className="server-flat">{valueText(value, 20_000)}</code> : <ValueTree label={label} value={value} openTo={openTo} most={most} {...choice} />}
      {cuts.length > 0 && (
        <ul className="server-cuts">
          {cuts.slice(0, 20).map((cut, i) => (
            <li key={i} className="quiet">
              {pathText(cut.path)}: {cutText(cut)}
            </li>
          ))}
          {cuts.length > 20 && <li className="quiet">and {cuts.length - 20} more parts</li>}
        </ul>
      )}
    </>
  );
}

function isFlat(value: unknown): boolean {
  return typeof value !== "object" || value === null || value instanceof Date;
}

function cutText({ what, size, kind }: NonNullable<Seen["cuts"]>[number]): string {
  switch (what) {
    case "text":
      return `a text of ${size.toLocaleString("en")} characters, shown in part`;
    case "bytes":
      return `${sizeText(size)}, shown in part`;
    case "entries":
      return `${size.toLocaleString("en")} entries, shown in part`;
    case "depth":
      return "nests too deeply to be shown";
    case "cycle":
      return "holds itself";
    case "kind":
      return `${kind ?? "something"}, which cannot be shown`;
  }
}
