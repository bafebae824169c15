// Rows in the form in which the device keeps them.

import { FIRST_VERSION } from "../definition/upgrade.ts";
import type { Row } from "../replica/row.ts";
import type { RowRecord } from "./device-records.ts";
import { fromJson, toJson } from "../value/codec.ts";

export function rowToJson(row: Row): object {
  return { ...row, args: row.args.map(toJson) };
}

export function rowOf(row: RowRecord["row"]): Row {
  return { ...row, schema: row.schema ?? FIRST_VERSION, args: row.args.map((arg) => fromJson(arg)) };
}
