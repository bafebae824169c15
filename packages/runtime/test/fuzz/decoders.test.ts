import { describe, expect, test } from "vitest";
import { encodeKey, encodeValue, readKey, readValue } from "../../src/host/kv-codec.ts";
import { keyText, toKey } from "../../src/definition/key.ts";
import { readClientFrame } from "../../src/protocol/client-frame.ts";
import { apply } from "../../src/track/apply.ts";
import { ROOT } from "../../src/track/node.ts";
import { patchFrom } from "../../src/track/patch-shape.ts";
import { makeTree, takeBack } from "../../src/track/tree.ts";
import { fromHex } from "../../src/util/bytes.ts";
import { encode, fromJson } from "../../src/value/codec.ts";
import { deepEqual } from "../../src/value/equal.ts";
import { isPlainObject } from "../../src/value/kind.ts";
import { bare } from "../../src/wire/bare-encoding.ts";
import { cbor } from "../../src/wire/cbor-encoding.ts";
import type { Codec, Encoding, Frame } from "../../src/wire/codec.ts";
import { readBodyInput, readInput, writeInput } from "../../src/wire/input.ts";
import { json } from "../../src/wire/json.ts";
import { readKeyList, readKeyText } from "../../src/wire/key.ts";
import { readTarget } from "../../src/wire/target.ts";
import type { Chance } from "./chance.ts";
import { CASES, fuzz, type Fuzzed, refusedByName } from "./fuzz.ts";

test("there are 100,000 cases or more", () => {
  expect(Object.values(CASES).reduce<number>((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(100_000);
});

const KEY = "0123456789abcdef0123456789abcdef";
const FRAMES: readonly object[] = [
  { t: "hello", protocol: [1, 1], connect: KEY, clients: [[KEY, KEY]] },
  { t: "open", ch: 1, name: "a", at: { key: ["x"] }, params: { a: 1 }, create: { key: KEY, time: 1, input: [1] }, cursor: ["e", 1, "r"], seen: [[KEY, "", 0]], version: 1 },
  { t: "open", ch: 1, name: "a", at: { id: KEY }, seen: [], version: 0 },
  { t: "push", ch: 1, client: KEY, epoch: "e", actions: [[1, "add", [1, ["$Date", 1]], KEY, 1], [2, "add", [], KEY, 1, KEY]] },
  { t: "void", ch: 1, client: KEY, epoch: "e", ids: [1, 2] },
  { t: "read", ch: 1, req: 1, name: "look", args: [1] },
  { t: "observed", ch: 1, client: KEY, through: 3 },
  { t: "listen", ch: 1, events: ["a", "b"] },
  { t: "show", client: KEY, secret: KEY },
  { t: "retire", client: KEY },
  { t: "close", ch: 1 },
  { t: "ping" },
];
const FIELDS = new Map<string, Set<string>>();
for (const frame of FRAMES as readonly { readonly t: string }[]) {
  FIELDS.set(frame.t, new Set([...(FIELDS.get(frame.t) ?? []), ...Object.keys(frame)]));
}
/** Nothing in a value has been given another prototype than what it is, or would give one to whoever copies it. */
function expectOwn(value: unknown): void {
  if (typeof value !== "object" || value === null) return;
  if (value instanceof Map || value instanceof Set || Array.isArray(value)) return [...value.values()].forEach(expectOwn);
  if (!isPlainObject(value)) return;
  if (Object.hasOwn(value, "__proto__") || Object.getPrototypeOf(value) !== Object.prototype) expect(value).toBe("plain");
  Object.values(value).forEach(expectOwn);
}

/** Of a good list of messages, its text, spoiled in its structure or in its letters. */
const spoiltText = (chance: Chance, messages: readonly object[]): string => {
  const spoilt = chance.oneIn(8) ? chance.json() : chance.spoiled(messages);
  const text = JSON.stringify(spoilt) ?? "";
  return chance.oneIn(3) ? chance.scratched(text) : text;
};

describe("chance, read as", () => {
  fuzz("frames of clients", (chance) => {
    const messages = Array.from({ length: 1 + chance.below(3) }, () => chance.pick(FRAMES));
    const read = refusedByName(() => readClientFrame(spoiltText(chance, messages)));
    // Whatever is taken is one of the messages there are, and has no more fields than that has; a push is taken as it is.
    for (const message of read ?? []) {
      if (message.t === "push") continue;
      const strange = Object.keys(message).filter((key) => !(FIELDS.get(message.t)?.has(key) ?? false));
      if (strange.length > 0) expect(strange).toEqual([]);
    }
  });

  fuzz("values with tags", (chance) => {
    const given = chance.json(6);
    const text = JSON.stringify(given);
    const value = refusedByName(() => fromJson(given));
    if (value === undefined) return;
    expectOwn(value);
    // What was understood can be said again, and is understood as the same.
    const again = fromJson(JSON.parse(encode(value)));
    if (!deepEqual(again, value)) expect(again, text).toEqual(value);
  });

  const SAID: readonly (readonly [kind: keyof Pick<Encoding, "toServer" | "toClient" | "request" | "response" | "error">, message: unknown])[] = [
    ["toServer", { t: "action", id: 3, name: "add", args: [1, { a: [2n, new Uint8Array(3)] }] }],
    ["toServer", { t: "listen", event: "e", on: true }],
    ["toClient", { t: "init", actorId: "a", connectionId: "c" }],
    ["toClient", { t: "error", actionId: 3, error: { group: "user", code: "c", message: "m", metadata: { a: 1 } } }],
    ["toClient", { t: "result", id: 4, output: new Map([["a", new Set([1])]]) }],
    ["toClient", { t: "event", name: "e", args: [new Date(5), undefined, -0] }],
    ["request", [1, "two", [3]]],
    ["response", { a: [1, 2, { b: null }] }],
    ["error", { group: "user", code: "c", message: "m", metadata: [1] }],
  ];
  const messages = (name: Fuzzed, encoding: Encoding): void => {
    const encoded = SAID.map(([kind, message]) => [kind, (encoding[kind] as Codec<unknown>).encode(message)] as const);
    fuzz(name, (chance) => {
      const [kind, good] = chance.pick(encoded);
      const bad: Frame = chance.oneIn(6)
        ? chance.bytes(200)
        : typeof good !== "string"
          ? chance.scratchedBytes(good)
          : spoiltText(chance, [JSON.parse(good) as object]).replace(/^\[|\]$/g, "");
      const codec = encoding[chance.oneIn(4) ? chance.pick(SAID)[0] : kind] as Codec<unknown>;
      refusedByName(() => encoding.isCompat(bad));
      const read = refusedByName(() => codec.decode(bad));
      // What was understood can be said again.
      if (read !== undefined) refusedByName(() => codec.encode(read));
    });
  };
  messages("messages in json", json);
  messages("messages in cbor", cbor);
  messages("messages in bare", bare);

  const state = () => ({
    rows: [1, 2, 3, 4, 5].map((id) => ({ id, tags: ["a"] })),
    byId: { a: { n: 1 }, b: { n: 2 } },
    map: new Map<unknown, unknown>([["x", { n: 1 }], [5, 6]]),
    set: new Set<unknown>(["a", 1]),
    at: new Date(0),
    bytes: new Uint8Array([1, 2, 3]),
    count: 0,
  });
  const OPS: readonly unknown[][] = [
    ["state", { count: 1 }],
    ["set", [], "count", 1],
    ["set", ["byId", "a"], "n", { deep: [1] }],
    ["set", ["map", "x"], "n", 2],
    ["set", ["rows"], 1, { id: 9 }],
    ["reuse", ["byId"], "c", 0],
    ["twin", ["rows"], 0, 1],
    ["delete", ["byId"], "a"],
    ["splice", ["rows"], 1, 2, [{ id: 7 }, { id: 8 }]],
    ["splice", ["rows"], 0, 1, [null, null], [[0, 0]]],
    ["move", ["rows"], [4, 3, 2, 1, 0]],
    ["add", ["set"], "b"],
    ["remove", ["set"], "a"],
    ["clear", ["map"]],
    ["time", ["at"], 5],
    ["bytes", ["bytes"], 1, new Uint8Array([9])],
  ];
  fuzz("patches", (chance) => {
    const ops = Array.from({ length: 1 + chance.below(4) }, () => chance.pick(OPS));
    const spoilt = chance.spoiled(ops);
    const tree = makeTree(state());
    const patch = refusedByName(() => patchFrom(spoilt));
    if (patch === undefined) return;
    refusedByName(() => apply(tree, patch));
    // However far it came: taken back, all is as it was.
    takeBack(tree, tree.journal);
    if (!deepEqual(tree.holder.raw[ROOT], state())) expect(tree.holder.raw[ROOT]).toEqual(state());
  });

  const input = writeInput({ a: [1n, new Date(1)] });
  const QUERIES = ["rvt-method=get&rvt-key=a,b", "rvt-method=getOrCreate&rvt-key=a&rvt-input=oQ&rvt-token=t&x=1", "rvt-namespace=default&rvt-method=getOrCreate&rvt-runner=default&rvt-crash-policy=sleep", "a=b&c", "rvt-skip-ready-wait=true&rvt-method=get"];
  fuzz("addresses", (chance) => {
    const query = chance.oneIn(4) ? chance.text() : chance.scratched(chance.pick(QUERIES));
    const addressed = refusedByName(() => readTarget(chance.oneIn(2) ? chance.scratched("name@token") : chance.text(), query));
    if (addressed?.target.by === "key") expect(toKey(addressed.target.key)).toEqual(addressed.target.key);
    const key = refusedByName(() => readKeyText(chance.oneIn(2) ? chance.text() : chance.scratched("a/b\\/c/\\0")));
    if (key !== undefined) expect(readKeyText(keyText(key))).toEqual(key);
    refusedByName(() => readKeyList(chance.text()));
    refusedByName(() => readInput(chance.scratchedBytes(input)));
    refusedByName(() => readBodyInput(chance.oneIn(2) ? chance.text() : chance.scratched("oWFhgQE=")));
  });

  fuzz("kv keys and values", (chance) => {
    const bytes = chance.bytes();
    expect(readKey(encodeKey(bytes), "binary")).toEqual(bytes);
    const other = chance.bytes();
    // Keys keep their order and their prefixes.
    const [a, b] = [encodeKey(bytes), encodeKey(other)];
    expect(Math.sign(Buffer.compare(bytes, other))).toBe(a === b ? 0 : a < b ? -1 : 1);
    const text = chance.text();
    const proper = Buffer.from(text).toString();
    expect(readKey(encodeKey(text), "text")).toBe(proper);
    expect(readValue(encodeValue(text), "text")).toBe(proper);
    expect(readValue(encodeValue(bytes), "binary")).toEqual(bytes);
    // Whatever a file may hold by accident is some bytes or a text.
    expect(fromHex(chance.text())).toBeInstanceOf(Uint8Array);
    for (const type of ["text", "binary", "arrayBuffer"] as const) expect(readValue(chance.oneIn(2) ? chance.bytes() : chance.text(), type)).not.toBeNull();
  });
});
