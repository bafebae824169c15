import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, memo, type ReactNode, useEffect, useId, useMemo, useRef } from "react";
import { moved } from "./moved.ts";

export interface Column<R> {
  readonly id: string;
  readonly title: string;
  /** Its track in the grid, as in `minmax(0, 2fr)` or `80px`. */
  readonly width: string;
  readonly cell: (row: R) => ReactNode;
  readonly isNumber?: boolean;
  /** Left out where there is little room. */
  readonly isExtra?: boolean;
}

export interface TableProps<R> {
  readonly label: string;
  readonly rows: readonly R[];
  readonly columns: readonly Column<R>[];
  readonly keyOf: (row: R) => string;
  readonly selected: string | null;
  readonly onSelect: (row: R) => void;
  /** What stands in the place of rows where there are none. */
  readonly empty: ReactNode;
  /** How many rows there are in all, where these are but the first; default: these. */
  readonly total?: number;
  /** The last of these rows comes into sight: there may be more to fetch. */
  readonly onEnd?: () => void;
  /** A mark at the row's beginning. */
  readonly toneOf?: (row: R) => string | undefined;
  /** Stays at the last row while that is in sight and more come. */
  readonly isFollowing?: boolean;
}

const ROW = 30;
/** So many rows are made above and below what is in sight. */
const OVERSCAN = 6;
/** More rows than this are never in sight at once: who scrolls gives the elements of rows that leave to those that come. */
const SLOTS = 256;
/** Of the head, which stays above the rows: it has their width, whatever the scrollbar takes of it. */
const HEAD = 28;

/** Rows of which only those in sight are made, however many there are. Arrow keys choose, as a click does. */
export function Table<R>(props: TableProps<R>) {
  const { label, rows, columns, keyOf, selected, onSelect, empty, total = rows.length, onEnd, toneOf, isFollowing = false } = props;
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: OVERSCAN,
    scrollMargin: HEAD,
    scrollPaddingStart: HEAD,
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? -1;

  useEffect(() => {
    if (onEnd !== undefined && rows.length > 0 && last >= rows.length - 1) onEnd();
  }, [last, rows.length, onEnd]);
  useEffect(() => {
    if (isFollowing && isAtEnd.current && rows.length > 0) virtual.scrollToIndex(rows.length - 1, { align: "end" });
  }, [isFollowing, rows.length, virtual]);

  const latestKeyOf = useRef(keyOf);
  latestKeyOf.current = keyOf;
  // Not at each step of a scroll: there may be many rows.
  const index = useMemo(() => (selected === null ? -1 : rows.findIndex((row) => latestKeyOf.current(row) === selected)), [rows, selected]);
  const press = (event: KeyboardEvent): void => {
    const next = moved(event.key, index, rows.length, Math.max(1, items.length - 2 * OVERSCAN - 1));
    const row = next === null ? undefined : rows[next];
    if (next === null || row === undefined) return;
    event.preventDefault();
    virtual.scrollToIndex(next, { align: "auto" });
    onSelect(row);
  };

  const tracks = (list: readonly Column<R>[]): string => list.map(({ width }) => width).join(" ");
  const style = { "--tracks": tracks(columns), "--tracks-narrow": tracks(columns.filter(({ isExtra }) => isExtra !== true)) };
  const head = (
    <div className="table-head" role="row" aria-rowindex={1}>
      {columns.map(({ id: column, title, isNumber, isExtra }) => (
        <span key={column} role="columnheader" className="clip" data-number={isNumber || undefined} data-extra={isExtra || undefined}>
          {title}
        </span>
      ))}
    </div>
  );
  return (
    <div className="table" style={style}>
      {rows.length === 0 ? (
        <>
          <div aria-hidden>{head}</div>
          {empty}
        </>
      ) : (
        <div
          ref={scroller}
          className="table-body"
          role="grid"
          aria-label={label}
          aria-rowcount={total + 1}
          aria-colcount={columns.length}
          aria-activedescendant={index < 0 ? undefined : `${id}-${index}`}
          tabIndex={0}
          onKeyDown={press}
          onScroll={({ currentTarget: { scrollTop, clientHeight, scrollHeight } }) => {
            isAtEnd.current = scrollTop + clientHeight >= scrollHeight - ROW;
          }}
        >
          {head}
          <div role="presentation" style={{ height: virtual.getTotalSize(), position: "relative" }}>
            {items.map((item) => {
              const row = rows[item.index];
              if (row === undefined) return null;
              return (
                <Row
                  key={item.index % SLOTS}
                  id={`${id}-${item.index}`}
                  index={item.index}
                  isSelected={item.index === index}
                  tone={toneOf?.(row)}
                  row={row}
                  columns={columns}
                  onSelect={onSelect}
                />
              );
            })}
          </div>
        </div>
      )}
    </div>
  );
}

/** Of any kind of rows: who makes the table gives it rows and columns that belong together. */
interface RowProps {
  readonly id: string;
  readonly index: number;
  readonly isSelected: boolean;
  readonly tone: string | undefined;
  readonly row: unknown;
  readonly columns: readonly (Omit<Column<never>, "cell"> & { cell(row: unknown): ReactNode })[];
  onSelect(row: unknown): void;
}

/** Made anew only where another row takes its place, and not at each step of a scroll. */
const Row = memo(function Row({ id, index, isSelected, tone, row, columns, onSelect }: RowProps) {
  return (
    <div id={id} className="table-row" role="row" aria-rowindex={index + 2} aria-selected={isSelected} data-tone={tone} style={{ transform: `translateY(${index * ROW}px)` }} onClick={() => onSelect(row)}>
      {columns.map((column) => (
        <span key={column.id} role="gridcell" className="clip" data-number={column.isNumber || undefined} data-extra={column.isExtra || undefined}>
          {column.cell(row)}
        </span>
      ))}
    </div>
  );
});
