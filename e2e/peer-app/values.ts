/** By a name, since an object keeps its order. */
export const VALUES: Readonly<Record<string, unknown>> = {
  text: "ü☃\u0000",
  number: -1.5,
  large: 2 ** 53 - 1,
  plain: { b: [1, null, { c: true }], a: "" },
  bigint: 7n,
  bytes: Uint8Array.of(1, 255),
  undefined: undefined,
  infinity: Infinity,
  date: new Date(1_700_000_000_123),
  map: new Map([["a", 1]]),
  set: new Set(["a", 1]),
  floats: Float32Array.of(0.5),
  looksTagged: ["$BigInt", "7"],
  looksTaggedTwice: ["$$x", { deep: ["$Undefined", 0] }],
};
