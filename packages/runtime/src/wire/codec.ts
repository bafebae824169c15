import type { ErrorData } from "../errors/actor-error.ts";
import type { ToClient, ToServer } from "./messages.ts";

export type EncodingName = "json" | "cbor" | "bare";

/** A text frame or a binary one; what a message is encoded to says which. */
export type Frame = string | Uint8Array;

/** One kind of message. `encode` throws `state/invalid_type`, `decode` throws `protocol/malformed` and `protocol/unsupported`. */
export interface Codec<Encoded, Decoded = Encoded> {
  encode(message: Encoded): Frame;
  decode(frame: Frame): Decoded;
}

/**
 * How RivetKit's messages are written. All of them are written as version 2, which every client reads; versions 2 to 4 are
 * read.
 *
 * | a value      | json            | cbor, bare           |
 * |--------------|-----------------|----------------------|
 * | bigint       | stays           | stays                |
 * | Uint8Array   | stays           | stays                |
 * | ArrayBuffer  | stays           | a Uint8Array         |
 * | undefined    | goes; null in an array or as the output | stays |
 * | NaN, ±∞      | null            | stays                |
 * | -0           | 0               | stays                |
 * | Date         | its ISO text    | stays                |
 * | Map          | an array of pairs | stays              |
 * | Set          | an array        | stays                |
 * | typed arrays | an array of numbers | stay             |
 * | RegExp       | its text        | stays                |
 * | Error        | name and message as an object | stays, name and message |
 *
 * Functions, symbols and class instances are refused.
 */
export interface Encoding {
  readonly name: EncodingName;
  /** Of HTTP bodies. */
  readonly contentType: string;
  /** The frames of a connection. */
  readonly toServer: Codec<ToServer>;
  readonly toClient: Codec<ToClient>;
  /** The arguments of an action by HTTP. */
  readonly request: Codec<readonly unknown[]>;
  /** Its output. */
  readonly response: Codec<unknown>;
  /** An error by HTTP. The encoding “bare” has no place for `partial`. */
  readonly error: Codec<ErrorData>;
  /**
   * Whether a frame or body shows that its sender looks for tags (`["$BigInt","7"]`) inside CBOR too, as RivetKit 2.3 does.
   * What such a peer reads is to be written by `compat`.
   */
  isCompat(frame: Frame): boolean;
  /** The same encoding for such a peer: genuine pairs that look like tags are escaped for it. */
  readonly compat: Encoding;
}
