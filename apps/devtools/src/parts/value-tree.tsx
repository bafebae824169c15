import { useVirtualizer } from "@tanstack/react-virtual";
import { ChevronRight } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useId, useMemo, useRef, useState } from "react";
import { AT_ONCE, flatten, type Path, type TreeRow } from "./flatten.ts";
import { moved } from "./moved.ts";

export interface ValueTreeProps {
  readonly label: string;
  readonly value: unknown;
  /** Down to which depth it is open at first. Default 1. */
  readonly openTo?: number;
  /** The row that is chosen, by the text that `pathId` gives. */
  readonly selected?: string | null;
  readonly onSelect?: (path: Path) => void;
  /** Stands at a row's end. */
  readonly note?: (path: Path) => ReactNode;
  /** Its height follows its rows, up to this many; without it, it takes the room that it is given. */
  readonly most?: number;
}

const ROW = 22;

/** A value as a tree of which only the rows in sight are made. Arrow keys move, open and close; text is never markup. */
export function ValueTree({ label, value, openTo = 1, selected = null, onSelect, note, most }: ValueTreeProps) {
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const [toggled, setToggled] = useState<ReadonlyMap<string, boolean>>(new Map());
  const [shown, setShown] = useState<ReadonlyMap<string, number>>(new Map());
  const [active, setActive] = useState("");
  const rows = useMemo(() => {
    return flatten(value, { isOpen: (row, depth) => toggled.get(row) ?? depth < openTo, shownOf: (row) => shown.get(row) ?? AT_ONCE });
  }, [value, toggled, shown, openTo]);
  const virtual = useVirtualizer({ count: rows.length, getScrollElement: () => scroller.current, estimateSize: () => ROW, overscan: 10 });

  const index = Math.max(0, rows.findIndex((row) => row.id === active));
  const toggle = (row: TreeRow, isOpen: boolean): void => setToggled((all) => new Map(all).set(row.id, isOpen));
  const choose = (at: number): void => {
    const row = rows[at];
    if (row === undefined) return;
    setActive(row.id);
    virtual.scrollToIndex(at, { align: "auto" });
  };
  const enter = (row: TreeRow): void => {
    const owner = row.id.slice(0, -1);
    if (row.shown.kind === "more") setShown((all) => new Map(all).set(owner, (all.get(owner) ?? AT_ONCE) + AT_ONCE));
    else if (onSelect !== undefined) onSelect(row.path);
    else if (row.shown.kind === "branch") toggle(row, !row.shown.isOpen);
  };
  const press = (event: KeyboardEvent): void => {
    const row = rows[index];
    const next = moved(event.key, index, rows.length, 10);
    if (next !== null) choose(next);
    else if (row === undefined) return;
    else if (event.key === "Enter" || event.key === " ") enter(row);
    else if (event.key === "ArrowRight" && row.shown.kind === "branch") row.shown.isOpen ? choose(index + 1) : toggle(row, true);
    else if (event.key === "ArrowLeft") row.shown.kind === "branch" && row.shown.isOpen ? toggle(row, false) : choose(parentOf(rows, index));
    else return;
    event.preventDefault();
  };

  return (
    <div
      ref={scroller}
      className="tree"
      role="tree"
      aria-label={label}
      aria-activedescendant={`${id}-${index}`}
      tabIndex={0}
      style={most === undefined ? undefined : { height: Math.min(rows.length, most) * ROW + 8, flex: "none" }}
      onKeyDown={press}
    >
      <div role="presentation" style={{ height: virtual.getTotalSize(), position: "relative" }}>
        {virtual.getVirtualItems().map((item) => {
          const row = rows[item.index];
          if (row === undefined) return null;
          const isBranch = row.shown.kind === "branch" && !row.shown.isEmpty;
          return (
            <div
              key={row.id}
              id={`${id}-${item.index}`}
              className="tree-row"
              role="treeitem"
              aria-level={row.depth + 1}
              aria-expanded={row.shown.kind === "branch" && isBranch ? row.shown.isOpen : undefined}
              aria-selected={row.id === selected}
              data-active={item.index === index || undefined}
              style={{ transform: `translateY(${item.start}px)`, paddingInlineStart: 4 + row.depth * 14 }}
              onClick={() => (setActive(row.id), enter(row))}
            >
              <span
                className="tree-toggle"
                aria-hidden
                onClick={(event) => {
                  if (!isBranch || row.shown.kind !== "branch") return;
                  event.stopPropagation();
                  toggle(row, !row.shown.isOpen);
                }}
              >
                {isBranch && <ChevronRight size={12} data-open={(row.shown.kind === "branch" && row.shown.isOpen) || undefined} />}
              </span>
              {row.name !== null && <span className="tree-name clip">{row.name}:</span>}
              <RowValue row={row} />
              {note !== undefined && row.shown.kind !== "more" && <span className="tree-note">{note(row.path)}</span>}
            </div>
          );
        })}
      </div>
    </div>
  );
}

function parentOf(rows: readonly TreeRow[], index: number): number {
  const depth = rows[index]?.depth ?? 0;
  for (let i = index - 1; i >= 0; i--) if ((rows[i]?.depth ?? 0) < depth) return i;
  return 0;
}

function RowValue({ row: { shown } }: { readonly row: TreeRow }) {
  switch (shown.kind) {
    case "leaf":
      return (
        <span className="tree-leaf clip" data-type={shown.type}>
          {shown.text}
        </span>
      );
    case "branch":
      return <span className="tree-sum">{shown.summary}</span>;
    case "circle":
      return <span className="tree-sum">the same as above it</span>;
    case "more":
      return <span className="tree-more">{shown.left.toLocaleString("en")} more</span>;
  }
}
