import type { Cursor } from "../protocol/shapes.ts";
import { rowName } from "../replica/row.ts";
import type { SavedRow, StoreStep } from "../replica/state.ts";
import type { Hint } from "./hints.ts";

/** What other tabs are told of a step that is on the device; `cursor`: where the base was then. */
export function hintsOf({ put, remove, box }: StoreStep, cursor: Cursor | null, address: string): readonly Hint[] {
  const hints: Hint[] = [];
  if (put.length > 0) hints.push({ t: "rows", address });
  if (box.length > 0) hints.push({ t: "box", address });
  const rejected = new Set(box.map(({ row }) => rowName(row)));
  // What ran in a history that is over has left nothing in the base of this one.
  const hasEffect = ({ row }: SavedRow): boolean => row.kind === "action" && row.epoch === cursor?.[0] && !rejected.has(rowName(row));
  const tellGone = (saved: readonly SavedRow[], at: readonly [epoch: string, version: number] | null): void => {
    if (saved.length > 0) hints.push({ t: "gone", address, names: saved.map(({ row }) => rowName(row)), at });
  };
  tellGone(remove.filter((saved) => !hasEffect(saved)), null);
  tellGone(remove.filter(hasEffect), cursor && [cursor[0], cursor[1]]);
  return hints;
}
