import type { ReactNode } from "react";

/** What a mark means by its colour; the words beside it say the same. */
export type Tone = "grey" | "blue" | "green" | "violet" | "amber" | "red";

/** A word on how something stands. */
export function Badge({ tone, children }: { readonly tone: Tone; readonly children: ReactNode }) {
  return (
    <span className="badge" data-tone={tone}>
      {children}
    </span>
  );
}

/** A number beside a name; nothing where it is 0. */
export function Count({ value, tone = "grey", label }: { readonly value: number; readonly tone?: Tone; readonly label: string }) {
  if (value === 0) return null;
  return (
    <span className="badge count" data-tone={tone}>
      {value > 9_999 ? "9999+" : value}
      <span className="hidden"> {label}</span>
    </span>
  );
}
