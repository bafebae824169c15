import { malformed } from "./malformed.ts";

export function toUtf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** Throws `protocol/malformed` where the bytes are no UTF-8. */
export function fromUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw malformed("A text is not UTF-8.");
  }
}
