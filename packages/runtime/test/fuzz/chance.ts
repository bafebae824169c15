import { type Rng, rng } from "../../src/util/rng.ts";

const TEXTS = ["", "x", "a/b", "__proto__", "constructor", "prototype", "toString", "then", "length", "0", "-1", "1e9", "\ud800", "\u0000", "ü😀", "%zz", "%2F", "..", "\\", "\\0", "f".repeat(32), "x".repeat(300)];
const TAGS = ["Undefined", "BigInt", "Number", "Date", "Map", "Set", "RegExp", "Error", "Uint8Array", "Float64Array", "BigInt64Array", "ArrayBuffer", "Nothing", "__proto__", "$Map", ""].map((tag) => `$${tag}`);
const BODIES: readonly unknown[] = [0, "7", "-0", "NaN", "x".repeat(40), "AAAA", "AAAAAAAAAAA=", "====", null, [], [1, 2], [["a", 1]], [[[1], 1]], ["a", "g"], ["(", "g"], ["a", "zz"], {}, "9".repeat(5_000)];
const NUMBERS = [0, -0, 1, -1, 1.5, 2 ** 31, 2 ** 32, 2 ** 53, 2 ** 53 - 1, -(2 ** 53), 1e308, 5e-324];

/** What chance brings: the same for the same seed. */
export class Chance {
  readonly rng: Rng;

  constructor(seed: string) {
    this.rng = rng(seed);
  }

  below(most: number): number {
    return most <= 0 ? 0 : this.rng.uint32() % most;
  }

  /** Once in so many times. */
  oneIn(times: number): boolean {
    return this.below(times) === 0;
  }

  pick<T>(from: readonly T[]): T {
    return from[this.below(from.length)] as T;
  }

  text(): string {
    if (!this.oneIn(3)) return this.pick(TEXTS);
    return String.fromCharCode(...Array.from({ length: this.below(12) }, () => (this.oneIn(4) ? this.below(65_536) : 32 + this.below(95))));
  }

  bytes(most = 64): Uint8Array {
    return Uint8Array.from({ length: this.below(most) }, () => this.below(256));
  }

  /** A JSON value, with what looks like tags, and is, more or less. */
  json(depth = 4): unknown {
    const kind = this.below(depth > 0 ? 9 : 4);
    if (kind === 0) return this.pick(NUMBERS);
    if (kind === 1) return this.text();
    if (kind === 2) return this.pick([null, true, false]);
    if (kind === 3) return this.below(1_000);
    if (kind <= 5) return [this.pick(TAGS), this.oneIn(2) ? structuredClone(this.pick(BODIES)) : this.json(depth - 1)];
    if (kind === 6) return Array.from({ length: this.below(5) }, () => this.json(depth - 1));
    if (kind === 7 && this.oneIn(20)) return this.deep();
    const entries = Array.from({ length: this.below(5) }, () => [this.text(), this.json(depth - 1)] as const);
    const made: Record<string, unknown> = {};
    for (const [key, value] of entries) put(made, key, value);
    return made;
  }

  /** Deeper than anything may be, now and then. */
  deep(): unknown {
    let value: unknown = 1;
    for (let i = this.below(260); i > 0; i--) value = i % 3 === 0 ? { a: value } : [value];
    return value;
  }

  /** A JSON value of somebody's own, with one to three things wrong in it. */
  spoiled<T>(good: T): unknown {
    let value: unknown = structuredClone(good);
    for (let i = this.below(3); i >= 0; i--) {
      const places = placesIn(value);
      const place = places[this.below(places.length + 1)];
      if (place === undefined) value = this.json();
      else this.spoil(...place, places);
    }
    return value;
  }

  private spoil(container: object, key: string | number, places: readonly Place[]): void {
    switch (this.below(6)) {
      case 0:
        if (Array.isArray(container)) container.splice(Number(key), 1);
        else Reflect.deleteProperty(container, key);
        return;
      case 1:
        if (Array.isArray(container)) container.splice(Number(key), 0, this.json());
        else put(container, this.text(), this.json());
        return;
      case 2: {
        // What stands elsewhere, unless it would stand in itself.
        const [other, name] = this.pick(places);
        return put(container, key, structuredClone((other as Record<string | number, unknown>)[name]));
      }
      default:
        return put(container, key, this.json());
    }
  }

  /** A text with some of it changed, doubled or cut off. */
  scratched(text: string): string {
    const at = this.below(text.length + 1);
    switch (this.below(5)) {
      case 0:
        return text.slice(0, at);
      case 1:
        return text.slice(0, at) + this.pick(['"', "}", "[", "\\", "\u0000", "9", ",", "\\u0000", "1e999", "\ud800"]) + text.slice(at + 1);
      case 2:
        return text.slice(0, at) + text.slice(this.below(at + 1));
      case 3:
        return text + this.text();
      default:
        return text.slice(0, at) + text.slice(at + 1 + this.below(5));
    }
  }

  /** The same for bytes. */
  scratchedBytes(bytes: Uint8Array): Uint8Array {
    const copy = [...bytes];
    for (let i = this.below(4); i >= 0; i--) {
      const at = this.below(copy.length + 1);
      const how = this.below(4);
      if (how === 0) copy.length = at;
      else if (how === 1) copy.splice(at, 0, ...this.bytes(6));
      else if (how === 2) copy[at] = (copy[at] ?? 0) ^ (1 << this.below(8));
      else copy[at] = this.pick([0, 1, 0x7f, 0x80, 0xff, 0x9f, 0xbf, 0x1b, 0x3b, 0xc2, 0xfb]);
    }
    return Uint8Array.from(copy);
  }
}

type Place = readonly [container: object, key: string | number];

/** Every container in a value, with each of its keys. */
function placesIn(value: unknown, into: Place[] = []): readonly Place[] {
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value) || into.length > 200) return into;
  for (const [key, part] of Object.entries(value)) {
    into.push([value, Array.isArray(value) ? Number(key) : key]);
    placesIn(part, into);
  }
  return into;
}

function put(container: object, key: string | number, value: unknown): void {
  Object.defineProperty(container, key, { value, enumerable: true, writable: true, configurable: true });
}
