import { malformed } from "./malformed.ts";

/** The text that UTF-8 stands for. Throws `protocol/malformed` where the bytes are none. */
export function readUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw malformed("A text is not UTF-8.");
  }
}
