// Rows in the form in which the device keeps them.

import type { Row } from "../replica/row.ts";
import { fromJson, toJson } from "../value/codec.ts";

export function rowToJson(row: Row): object {
  return { ...row, args: row.args.map(toJson) };
}

export function rowOf(row: Row): Row {
  return { ...row, args: row.args.map((arg) => fromJson(arg)) };
}
