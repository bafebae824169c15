import { ArrowLeft } from "lucide-react";
import type { ReactNode } from "react";
import { IconButton } from "./button.tsx";

export interface SplitProps {
  /** A list, and what is chosen in it; `null` where nothing is. */
  readonly list: ReactNode;
  readonly detail: ReactNode | null;
  /** What the detail is called. */
  readonly label: string;
  readonly onClose: () => void;
}

/** A list with what is chosen in it beside it, or, where there is no room, in its place. */
export function Split({ list, detail, label, onClose }: SplitProps) {
  return (
    <div className="split" data-open={detail !== null || undefined}>
      <div className="split-list">{list}</div>
      {detail !== null && (
        <section className="split-detail" aria-label={label}>
          <header className="split-head">
            <IconButton Icon={ArrowLeft} label="Back to the list" onClick={onClose} />
            <h2 className="clip">{label}</h2>
          </header>
          <div className="split-body">{detail}</div>
        </section>
      )}
    </div>
  );
}

/** A part of a detail, under a heading of its own. */
export function Part({ title, children, end }: { readonly title: string; readonly children: ReactNode; readonly end?: ReactNode }) {
  return (
    <section className="part" aria-label={title}>
      <header className="part-head">
        <h3>{title}</h3>
        {end}
      </header>
      {children}
    </section>
  );
}

/** Facts by name, in two columns. */
export function Facts({ rows }: { readonly rows: readonly (readonly [name: string, value: ReactNode])[] }) {
  return (
    <dl className="facts">
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
