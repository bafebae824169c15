import { actorError } from "../errors/actor-error.ts";
import { toUtf8 } from "../util/bytes.ts";
import { malformed } from "./malformed.ts";
import { readUtf8 } from "./text.ts";

/** Which versions of RivetKit's messages are read. */
const OLDEST = 1;
const NEWEST = 4;

/** The version that a message begins with, two bytes. Throws `protocol/unsupported` where it is none that we read. */
export function versionOf(bytes: Uint8Array): number {
  const [low, high] = bytes;
  if (low === undefined || high === undefined) throw malformed("A message has no version.");
  const version = low | (high << 8);
  if (version < OLDEST || version > NEWEST) throw actorError("protocol/unsupported", `Messages of version ${version} are not read.`);
  return version;
}

/** Writes a message in BARE: field after field, without names. */
export class BareWriter {
  private readonly parts: Uint8Array[] = [];

  constructor(version: number) {
    this.byte(version & 255);
    this.byte(version >> 8);
  }

  byte(value: number): this {
    this.parts.push(Uint8Array.of(value));
    return this;
  }

  uint(value: number): this {
    const bytes: number[] = [];
    let rest = BigInt(value);
    for (; rest >= 0x80n; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
    bytes.push(Number(rest));
    this.parts.push(Uint8Array.from(bytes));
    return this;
  }

  data(value: Uint8Array): this {
    this.uint(value.length).parts.push(value);
    return this;
  }

  text(value: string): this {
    return this.data(toUtf8(value));
  }

  bool(value: boolean): this {
    return this.byte(value ? 1 : 0);
  }

  optional<T>(value: T | null | undefined, write: (value: T) => unknown): this {
    if (value === null || value === undefined) return this.byte(0);
    this.byte(1);
    write(value);
    return this;
  }

  end(): Uint8Array {
    const whole = new Uint8Array(this.parts.reduce((length, part) => length + part.length, 0));
    let at = 0;
    for (const part of this.parts) {
      whole.set(part, at);
      at += part.length;
    }
    return whole;
  }
}

/** Reads a message in BARE. Everything throws `protocol/malformed` where the bytes are not what is asked for. */
export class BareReader {
  readonly version: number;
  private readonly bytes: Uint8Array;
  private at = 2;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.version = versionOf(bytes);
  }

  byte(): number {
    const { [this.at++]: byte } = this.bytes;
    if (byte === undefined) throw malformed("A message ends too early.");
    return byte;
  }

  uint(): number {
    let value = 0;
    // Eight groups of seven bits are more than a number holds.
    for (let factor = 1; factor <= 2 ** 49; factor *= 128) {
      const byte = this.byte();
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) {
        if (Number.isSafeInteger(value)) return value;
        break;
      }
    }
    throw malformed("A number in a message is too large.");
  }

  data(): Uint8Array {
    const length = this.uint();
    if (length > this.bytes.length - this.at) throw malformed("A message ends too early.");
    return this.bytes.subarray(this.at, (this.at += length));
  }

  text(): string {
    return readUtf8(this.data());
  }

  bool(): boolean {
    const byte = this.byte();
    if (byte > 1) throw malformed("A boolean in a message is neither true nor false.");
    return byte === 1;
  }

  optional<T>(read: () => T): T | null {
    return this.bool() ? read() : null;
  }

  /** Throws where something is left. */
  end(): void {
    if (this.at !== this.bytes.length) throw malformed("A message goes on after its end.");
  }
}
