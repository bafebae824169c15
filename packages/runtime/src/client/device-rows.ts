// Rows in the form in which the device keeps them.

import { FIRST_VERSION } from "../definition/upgrade.ts";
import type { Row, Self } from "../replica/row.ts";
import { fromJson, toJson } from "../value/codec.ts";

export function rowToJson(row: Row): object {
  const { self } = row;
  return { ...row, args: row.args.map(toJson), self: self === null ? undefined : { value: toJson(self.value) } };
}

/** Builds that knew no versions wrote none. */
export function rowOf(row: Omit<Row, "schema"> & { readonly schema?: number }): Row {
  return { ...row, schema: row.schema ?? FIRST_VERSION, args: row.args.map((arg) => fromJson(arg)), self: selfOf(row.self) };
}

/** A self in its JSON form, decoded; `null` where none was stored. */
export function selfOf(json: Self | null | undefined): Self | null {
  return json ? { value: fromJson(json.value) } : null;
}
