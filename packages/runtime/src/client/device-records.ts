// What the device stores, and under which keys.

import * as v from "valibot";
import { keyParts, storageKey, type StoredValue, under } from "../ports/storage.ts";
import { createShape } from "../protocol/client-messages.ts";
import { stepShape } from "../protocol/server-messages.ts";
import {
  actionIdShape,
  countShape,
  cursorShape,
  errorShape,
  laneShape,
  nameShape,
  randomIdShape,
  timeShape,
  tokenShape,
  valueShape,
} from "../protocol/shapes.ts";

export const keys = {
  /** A page's client id: its secret. Kept only together with its rows. */
  client: (client: string) => storageKey("client", client),
  clients: under("client"),
  /** Where the stored base of an actor is. */
  head: (address: string) => storageKey("head", address),
  /** The base as of some version, and the steps since. */
  base: (address: string) => storageKey("base", address),
  step: (address: string, to: number) => storageKey("step", address, to),
  steps: (address: string) => under("step", address),
  /** How an actor that the server may not have yet is to be made. */
  creation: (address: string) => storageKey("creation", address),
  row: (address: string, seq: number, client: string) => storageKey("row", address, seq, client),
  rows: (address: string) => under("row", address),
  allRows: under("row"),
  /** Rejected actions, by the row's key. */
  boxed: (address: string, row: string) => storageKey("box", address, row),
  box: (address: string) => under("box", address),
} as const;

export function clientOfKey(key: string): string {
  return keyParts(key)[1] ?? "";
}

/** The place that a row's key names. */
export function seqOfKey(key: string): number {
  return Number.parseInt(keyParts(key)[2] ?? "0", 36);
}

const addressShape = v.union([
  v.object({ name: nameShape, key: v.array(v.string()) }),
  v.object({ name: nameShape, id: tokenShape }),
]);

const rowShape = v.object({
  address: addressShape,
  /** The static params of the row's lane. */
  params: v.optional(valueShape),
  row: v.object({
    client: randomIdShape,
    lane: laneShape,
    id: actionIdShape,
    epoch: v.nullable(tokenShape),
    kind: v.picklist(["action", "void"]),
    name: nameShape,
    args: v.array(valueShape),
    key: randomIdShape,
    origin: randomIdShape,
    time: timeShape,
    since: v.nullable(countShape),
  }),
});
export type RowRecord = v.InferOutput<typeof rowShape>;

const boxedShape = v.object({ ...rowShape.entries, error: errorShape, rejectedAt: timeShape });
export type BoxedRecord = v.InferOutput<typeof boxedShape>;

const headShape = v.object({ actor: tokenShape, cursor: cursorShape });

const baseShape = v.object({
  version: countShape,
  /** Which actions that version contains; the steps since say the same of themselves. */
  marks: v.array(
    v.object({ client: randomIdShape, lane: laneShape, low: countShape, above: v.array(actionIdShape), full: v.boolean() }),
  ),
  markedFrom: countShape,
  state: valueShape,
});
const stepsShape = v.array(stepShape);

export const readRow = reader(rowShape);
export const readBoxed = reader(boxedShape);
export const readHead = reader(headShape);
export const readBase = reader(baseShape);
export const readSteps = reader(stepsShape);
export const readCreation = reader(createShape);

/** Damaged records read as `null`: they are left alone, and the rest goes on. */
function reader<S extends v.GenericSchema>(shape: S): (value: StoredValue | undefined) => v.InferOutput<S> | null {
  return (value) => {
    if (typeof value !== "string") return null;
    try {
      const parsed = v.safeParse(shape, JSON.parse(value));
      return parsed.success ? parsed.output : null;
    } catch {
      return null;
    }
  };
}
