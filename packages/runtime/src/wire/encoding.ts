import type { Encoding, EncodingName } from "./codec.ts";
import { json } from "./json.ts";
import { unreachable } from "../util/assert.ts";

export { json };
export type { Codec, Encoding, EncodingName, Frame } from "./codec.ts";

/** Whether a text names an encoding. */
export function isEncodingName(name: string): name is EncodingName {
  return name === "json" || name === "cbor" || name === "bare";
}

/** JSON is there at once; the others come in a chunk of their own. */
export async function loadEncoding(name: EncodingName): Promise<Encoding> {
  switch (name) {
    case "json":
      return json;
    case "cbor":
      return (await import("./cbor-encoding.ts")).cbor;
    case "bare":
      return (await import("./bare-encoding.ts")).bare;
    default:
      return unreachable(name, "the name of an encoding");
  }
}
