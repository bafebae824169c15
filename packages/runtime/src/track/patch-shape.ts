import { actorError } from "../errors/actor-error.ts";
import type { Op, Patch } from "./patch.ts";

const isNumber = (value: unknown): boolean => typeof value === "number";
const isListOf = (fits: (item: unknown) => boolean) => (value: unknown) => Array.isArray(value) && value.every(fits);
const anything = (): boolean => true;
const isPair = (value: unknown): boolean => Array.isArray(value) && value.length === 2 && value.every(isNumber);

/** Kinds of parts: anything, a number, a list, a list of numbers, a list of pairs of numbers. */
const PARTS: Readonly<Record<string, (part: unknown) => boolean>> = {
  "?": anything,
  n: isNumber,
  l: /* @__PURE__ */ isListOf(anything),
  N: /* @__PURE__ */ isListOf(isNumber),
  P: /* @__PURE__ */ isListOf(isPair),
};

/** What follows the name of an op, part by part. Whether it fits the state is for `apply` to find out. */
const SHAPES: Readonly<Record<Op[0], string>> = {
  state: "?",
  set: "l??",
  reuse: "l?n",
  twin: "lnn",
  delete: "l?",
  splice: "lnnl|lnnlP",
  move: "lN",
  add: "l?",
  remove: "l?",
  clear: "l",
  time: "ln",
  bytes: "ln?",
};

/** A patch from elsewhere, checked. Throws `protocol/malformed`. */
export function patchFrom(value: unknown): Patch {
  if (isPatch(value)) return value;
  throw actorError("protocol/malformed", "A patch is not a list of ops.");
}

function isPatch(value: unknown): value is Patch {
  return isListOf(isOp)(value);
}

function isOp(op: unknown): boolean {
  if (!Array.isArray(op)) return false;
  const [name, ...parts]: unknown[] = op;
  if (typeof name !== "string" || !isOpName(name)) return false;
  return SHAPES[name].split("|").some((shape) => shape.length === parts.length && parts.every((part, i) => PARTS[shape.charAt(i)]?.(part)));
}

function isOpName(name: string): name is Op[0] {
  return Object.hasOwn(SHAPES, name);
}
