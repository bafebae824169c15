import type { Encoding, Frame } from "./codec.ts";
import { malformed } from "./malformed.ts";
import type { ToClient } from "./messages.ts";
import { plainEncoding } from "./plain.ts";
import { revive, toTagged } from "./tags.ts";
import { readUtf8 } from "./text.ts";

const NO_OUTPUT = null;

const plain = plainEncoding({
  name: "json",
  contentType: "application/json",
  // RivetKit 2.0 refuses an answer without an output.
  noOutput: NO_OUTPUT,
  write: (value) => JSON.stringify(toTagged(value)),
  read: (frame) => revive(parse(frame)),
  isCompat: () => false,
});

/** JSON with tags. Every version of it is read alike, so that a peer of any version is written to alike. */
export const json: Encoding = {
  ...plain,
  toClient: {
    ...plain.toClient,
    encode: (message) => (message.t === "result" ? encodeResult(message) : plain.toClient.encode(message)),
  },
  get compat() {
    return json;
  },
};

/** How deep an output stands in its message. */
const OUTPUT_DEPTH = 3;

/** Most of what a server says are results, and most of a result is what is around its output: that is not gone through each time. */
function encodeResult({ id, output = NO_OUTPUT }: Extract<ToClient, { t: "result" }>): string {
  return `{"body":{"tag":"ActionResponse","val":{"id":["$BigInt","${id}"],"output":${JSON.stringify(toTagged(output, OUTPUT_DEPTH))}}}}`;
}

function parse(frame: Frame): unknown {
  try {
    return JSON.parse(typeof frame === "string" ? frame : readUtf8(frame));
  } catch {
    throw malformed("A message is not JSON.");
  }
}
