import { isObject, isPlainObject, isTypedArray } from "../value/kind.ts";

/** Puts others in the place of values: equal ones for equal ones, so that what differed still differs, and nothing can be read. */
export function makeDisguise(): (value: unknown) => unknown {
  const known = new Map<unknown, number>();
  const numberOf = (value: unknown): number => {
    let number = known.get(value);
    if (number === undefined) known.set(value, (number = known.size + 1));
    return number;
  };
  const disguise = (value: unknown): unknown => {
    switch (typeof value) {
      case "string":
        return value === "" ? "" : `text ${numberOf(value)}`;
      case "number":
        return numberOf(value);
      case "bigint":
        return BigInt(numberOf(value));
      default:
        return isObject(value) ? inside(value) : value;
    }
  };
  const inside = (value: object): unknown => {
    if (Array.isArray(value)) return value.map(disguise);
    if (value instanceof Map) return new Map([...value].map(([key, item]) => [disguise(key), disguise(item)]));
    if (value instanceof Set) return new Set([...value].map(disguise));
    if (value instanceof Date) return new Date(numberOf(value.getTime()));
    if (value instanceof Error) return new Error(`text ${numberOf(value.message)}`);
    if (isTypedArray(value)) return new Uint8Array(value.byteLength);
    if (!isPlainObject(value)) return null;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, disguise(item)]));
  };
  return disguise;
}

/** Where an op writes stays; what it writes is disguised. */
export function disguiseOp(op: unknown, disguise: (value: unknown) => unknown): unknown {
  if (!Array.isArray(op)) return op;
  switch (op[0]) {
    case "state":
      return ["state", disguise(op[1])];
    case "set":
      return [op[0], op[1], op[2], disguise(op[3])];
    case "splice":
      return [...op.slice(0, 4), disguise(op[4]), ...op.slice(5)];
    case "add":
    case "remove":
      return [op[0], op[1], disguise(op[2])];
    default:
      return op;
  }
}
