import { toKey } from "../definition/key.ts";
import { malformed } from "./malformed.ts";

/**
 * The key that `keyText` wrote. What RivetKit's own reader takes, this takes in the same way: a backslash makes any
 * character an ordinary one, but `\0` is the empty part. Throws `protocol/malformed`.
 */
export function readKeyText(text: string): readonly string[] {
  if (text === "/" || text === "") return [];
  const parts: string[] = [];
  let part = "";
  for (let i = 0; i < text.length; i++) {
    const letter = text.charAt(i);
    if (letter === "/") {
      parts.push(part);
      part = "";
    } else if (letter !== "\\") {
      part += letter;
    } else {
      const escaped = text.charAt(++i);
      if (escaped === "") throw malformed("A key ends within an escape.");
      if (escaped !== "0") part += escaped;
    }
  }
  return toKey([...parts, part]);
}

/** The key in the query of RivetKit 2.3, whose parts are joined by commas that nothing escapes. */
export function readKeyList(text: string): readonly string[] {
  return text === "" ? [] : toKey(text.split(","));
}

/** Whether `readKeyList` would give this key back. */
export function fitsKeyList(key: readonly string[]): boolean {
  return key.every((part) => !part.includes(",")) && (key.length !== 1 || key[0] !== "");
}
