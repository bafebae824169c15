import { readCbor } from "./cbor-read.ts";
import { writeCbor } from "./cbor-write.ts";
import type { Encoding, Frame } from "./codec.ts";
import { malformed } from "./malformed.ts";
import { plainEncoding } from "./plain.ts";

/** Frames do not tell the version of who wrote them: RivetKit 2.3 writes them like those before it, and reads tags inside. */
function make(compat: boolean): Omit<Encoding, "compat"> {
  return plainEncoding({
    name: "cbor",
    contentType: "application/octet-stream",
    noOutput: undefined,
    write: (value) => writeCbor(value, compat),
    read: (frame) => readCbor(binary(frame)),
    isCompat: () => false,
  });
}

const forCompat: Encoding = {
  ...make(true),
  get compat() {
    return forCompat;
  },
};

export const cbor: Encoding = { ...make(false), compat: forCompat };

/** Throws `protocol/malformed` where the frame is a text. */
export function binary(frame: Frame): Uint8Array {
  if (typeof frame === "string") throw malformed("A text came where bytes were expected.");
  return frame;
}
