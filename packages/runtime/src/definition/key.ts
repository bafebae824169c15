import { actorError } from "../errors/actor-error.ts";

/** What RivetKit allows for one part of a key, in characters. */
const MAX_PART = 128;
const MAX_PARTS = 32;

/** A key as every context has it. Throws `protocol/malformed` where it is no list of short texts. */
export function toKey(key: string | readonly string[] | undefined): readonly string[] {
  const parts = key === undefined ? [] : typeof key === "string" ? [key] : [...key];
  if (parts.length > MAX_PARTS) throw actorError("protocol/malformed", `A key has at most ${MAX_PARTS} parts.`);
  for (const part of parts) {
    if (typeof part === "string" && part.length <= MAX_PART && !/\p{Cs}/u.test(part)) continue;
    throw actorError("protocol/malformed", `Each part of a key is a text of at most ${MAX_PART} characters.`);
  }
  return parts;
}

/** One text per key, as RivetKit writes keys: parts joined by `/`, `/` and `\` escaped, an empty part `\0`. */
export function keyText(key: readonly string[]): string {
  if (key.length === 0) return "/";
  return key.map((part) => (part === "" ? "\\0" : part.replace(/[\\/]/g, "\\$&"))).join("/");
}
