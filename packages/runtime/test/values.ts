import fc from "fast-check";

/** Texts that look like tags, like names that objects inherit, or like trouble. */
const text = fc.oneof(
  fc.string({ maxLength: 6 }),
  fc.string({ unit: "binary", maxLength: 3 }),
  fc.constantFrom("$Map", "$$Map", "$", "$Undefined", "$Date", "$__proto__", "constructor", "toString", "", "0", "then", "\ud800"),
);

const primitive = fc.oneof(
  text,
  fc.integer(),
  fc.double(),
  fc.constantFrom(0, -0, 2 ** 53, Number.MIN_VALUE),
  fc.boolean(),
  fc.constantFrom(null, undefined),
  fc.bigInt(),
);

const typedArray = fc.oneof(
  fc.uint8Array({ maxLength: 5 }),
  fc.int16Array({ maxLength: 5 }),
  fc.uint8ClampedArray({ maxLength: 5 }),
  fc.float32Array({ maxLength: 5 }),
  fc.float64Array({ maxLength: 5 }),
  fc.bigInt64Array({ maxLength: 5 }),
  fc.bigUint64Array({ maxLength: 5 }),
);

const leaf = fc.oneof(
  { weight: 4, arbitrary: primitive },
  fc.date(),
  fc.constant(new Date(Number.NaN)),
  fc.constantFrom(/a/, /[/\n]$/gimsuy, new RegExp("")),
  fc.tuple(fc.constantFrom(Error, TypeError, RangeError), text).map(([constructor, message]) => new constructor(message)),
  typedArray,
);

const key = text.filter((name) => name !== "__proto__");

/** Values of every kind that can be kept and sent, one inside another. */
export const values: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => {
  const value = tie("value");
  return {
    value: fc.oneof(
      { maxDepth: 4, depthIdentifier: "value" },
      leaf,
      fc.array(value, { maxLength: 4 }),
      // What could be taken for a tag.
      fc.tuple(text, value),
      fc.dictionary(key, value, { maxKeys: 4, noNullPrototype: true }),
      fc.array(fc.tuple(primitive, value), { maxLength: 4 }).map((entries) => new Map(entries)),
      fc.array(primitive, { maxLength: 4 }).map((members) => new Set(members)),
    ),
  };
}).value;

/** An array in an array, and so on. */
export function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let i = 0; i < depth; i++) value = [value];
  return value;
}
