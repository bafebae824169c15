// Frames spoiled at random.

import fc from "fast-check";

const oddText = fc.constantFrom("", "x", "__proto__", "constructor", "\ud800", "\u0000", "x".repeat(5_000), "f".repeat(32), "$Map", "../..");
const oddNumber = fc.constantFrom(0, -1, -0, 1.5, 2, 1e308, 2 ** 53, 2 ** 53 - 1, -(2 ** 53), 5e-324);
const oddValue: fc.Arbitrary<unknown> = fc.oneof(
  oddText,
  oddNumber,
  fc.constantFrom<unknown>(null, true, false, [], {}, [[]], [null], ["$Undefined", 0], ["$Map", 5], ["$BigInt", "x"], ["$Set", [[1]]]),
  fc.constant(JSON.parse('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}') as unknown),
  fc.nat(150).map((depth) => {
    let value: unknown = 1;
    for (let i = 0; i < depth; i++) value = i % 2 === 0 ? [value] : { a: value };
    return value;
  }),
  fc.array(fc.constant(["$Date", 1]), { minLength: 1000, maxLength: 1000 }),
);

/** A way to spoil a frame. */
export type Spoil =
  | { readonly how: "replace" | "append"; readonly at: number; readonly value: unknown }
  | { readonly how: "delete" | "repeat"; readonly at: number }
  | { readonly how: "cut"; readonly at: number }
  | { readonly how: "byte"; readonly at: number; readonly value: string };

const at = fc.nat(10_000);
const spoil: fc.Arbitrary<Spoil> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ how: fc.constant("replace" as const), at, value: oddValue }) },
  fc.record({ how: fc.constant("append" as const), at, value: oddValue }),
  { weight: 2, arbitrary: fc.record({ how: fc.constantFrom("delete" as const, "repeat" as const), at }) },
  fc.record({ how: fc.constant("cut" as const), at }),
  fc.record({ how: fc.constant("byte" as const), at, value: fc.constantFrom('"', "}", "[", "\\", "\u0000", "9", ",") }),
);

export const spoils: fc.Arbitrary<readonly Spoil[]> = fc.array(spoil, { minLength: 1, maxLength: 3 });

/** All places in a JSON value: containers with one of their keys. */
function places(value: unknown, into: [object, string | number][] = []): [object, string | number][] {
  if (typeof value !== "object" || value === null) return into;
  for (const [key, part] of Object.entries(value)) {
    into.push([value, Array.isArray(value) ? Number(key) : key]);
    places(part, into);
  }
  return into;
}

/** A copy in which nothing stands twice: what spoils a part of it spoils no other. */
function unshared(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

/** The text of the messages after they were spoiled. */
export function spoiled(messages: readonly object[], given: readonly Spoil[]): string {
  const copy = structuredClone(messages) as object[];
  const texts: ((text: string) => string)[] = [];
  for (const each of given) {
    const all = places(copy);
    const [container, key] = all[each.at % Math.max(1, all.length)] ?? [copy, 0];
    if (each.how === "cut") texts.push((text) => text.slice(0, each.at % text.length));
    else if (each.how === "byte") texts.push((text) => text.slice(0, each.at % text.length) + each.value + text.slice((each.at % text.length) + 1));
    else if (each.how === "replace") Object.defineProperty(container, key, { value: unshared(each.value), enumerable: true, writable: true, configurable: true });
    else if (each.how === "repeat") copy.push(structuredClone(copy[each.at % Math.max(1, copy.length)] ?? {}));
    else if (Array.isArray(container)) container.splice(Number(key), each.how === "delete" ? 1 : 0, ...(each.how === "append" ? [unshared(each.value)] : []));
    else if (each.how === "delete") Reflect.deleteProperty(container, key);
  }
  return texts.reduce((text, change) => change(text), JSON.stringify(copy));
}
