import { ActorError, actorError } from "../errors/actor-error.ts";
import { fromBase64, toBase64 } from "../util/bytes.ts";
import { readCbor } from "./cbor-read.ts";
import { writeCbor } from "./cbor-write.ts";
import { malformed } from "./malformed.ts";

/** The input of an actor in the parameter `rvt-input`. Throws `guard/query_invalid_cbor_input`. */
export function readInput(bytes: Uint8Array): unknown {
  try {
    return readCbor(bytes, true);
  } catch (error) {
    const problem = error instanceof ActorError ? error.message : "It cannot be read.";
    throw actorError("guard/query_invalid_cbor_input", `The parameter rvt-input is not valid. ${problem}`);
  }
}

export function writeInput(value: unknown): Uint8Array {
  return writeCbor(value, true);
}

/**
 * The input in the body of `/actors`. RivetKit 2.3 writes tags inside and those before it do not, and nothing tells which
 * it was: tags are taken for tags, unless there is one that nobody writes. Throws `protocol/malformed`.
 */
export function readBodyInput(text: string): unknown {
  const bytes = fromBase64(text);
  if (bytes === null) throw malformed("The input of an actor is no base64.");
  try {
    return readCbor(bytes, true);
  } catch {
    return readCbor(bytes);
  }
}

/** Bytes that an address or a body holds as base64. Throws `request/invalid`. */
export function readBytes(text: string): Uint8Array {
  const bytes = fromBase64(text);
  if (bytes === null) throw actorError("request/invalid", "What should be base64 is not.");
  return bytes;
}

export function writeBodyInput(value: unknown): string {
  return toBase64(writeCbor(value, true));
}
