import type { Encoding, Frame } from "./codec.ts";
import { malformed } from "./malformed.ts";
import { plainEncoding } from "./plain.ts";
import { revive, toTagged } from "./tags.ts";
import { readUtf8 } from "./text.ts";

/** JSON with tags. Every version of it is read alike, so that a peer of any version is written to alike. */
export const json: Encoding = {
  ...plainEncoding({
    name: "json",
    contentType: "application/json",
    // RivetKit 2.0 refuses an answer without an output.
    noOutput: null,
    write: (value) => JSON.stringify(toTagged(value)),
    read: (frame) => revive(parse(frame)),
    isCompat: () => false,
  }),
  get compat() {
    return json;
  },
};

function parse(frame: Frame): unknown {
  try {
    return JSON.parse(typeof frame === "string" ? frame : readUtf8(frame));
  } catch {
    throw malformed("A message is not JSON.");
  }
}
