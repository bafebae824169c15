import { actorError } from "../errors/actor-error.ts";
import type { Op, Patch } from "./patch.ts";

const isNumber = (value: unknown): boolean => typeof value === "number";
const isList = (value: unknown): boolean => Array.isArray(value);
const anything = (): boolean => true;
const isReused = (value: unknown): boolean =>
  Array.isArray(value) && value.every((pair) => Array.isArray(pair) && pair.length === 2 && pair.every(isNumber));

/** What follows the name of an op. Whether it fits the state is for `apply` to find out. */
const SHAPES: Readonly<Record<Op[0], readonly (readonly ((part: unknown) => boolean)[])[]>> = {
  state: [[anything]],
  set: [[isList, anything, anything]],
  reuse: [[isList, anything, isNumber]],
  twin: [[isList, isNumber, isNumber]],
  delete: [[isList, anything]],
  splice: [
    [isList, isNumber, isNumber, isList],
    [isList, isNumber, isNumber, isList, isReused],
  ],
  move: [[isList, (order) => Array.isArray(order) && order.every(isNumber)]],
  add: [[isList, anything]],
  remove: [[isList, anything]],
  clear: [[isList]],
  time: [[isList, isNumber]],
  bytes: [[isList, isNumber, anything]],
};

/** A patch from elsewhere, checked. Throws `protocol/malformed`. */
export function patchFrom(value: unknown): Patch {
  if (isPatch(value)) return value;
  throw actorError("protocol/malformed", "A patch is not a list of ops.");
}

function isPatch(value: unknown): value is Patch {
  return Array.isArray(value) && value.every(isOp);
}

function isOp(value: unknown): value is Op {
  if (!Array.isArray(value)) return false;
  const [name, ...parts]: unknown[] = value;
  if (typeof name !== "string" || !isOpName(name)) return false;
  return SHAPES[name].some((shape) => shape.length === parts.length && shape.every((fits, i) => fits(parts[i])));
}

function isOpName(name: string): name is Op[0] {
  return Object.hasOwn(SHAPES, name);
}
