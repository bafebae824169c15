import { actorError } from "../errors/actor-error.ts";

/** What RivetKit allows for one part of a key, in characters. */
const MAX_PART = 128;
const MAX_PARTS = 32;

/**
 * A key as every context has it. Throws `limit/key_too_large` where it has too many parts or too long ones, and
 * `protocol/malformed` where it is no list of texts.
 */
export function toKey(key: string | readonly string[] | undefined): readonly string[] {
  const parts = typeof key === "string" ? [key] : [...(key ?? [])];
  if (!parts.every(isText)) throw actorError("protocol/malformed", "A key is a list of texts.");
  if (parts.length <= MAX_PARTS && parts.every(({ length }) => length <= MAX_PART)) return parts;
  throw actorError("limit/key_too_large", `A key has at most ${MAX_PARTS} parts of at most ${MAX_PART} characters each. Shorten it, or hash it.`);
}

/** Half of a surrogate pair is none: no URL can carry it. */
function isText(part: unknown): boolean {
  return typeof part === "string" && !/\p{Cs}/u.test(part);
}

/** One text per key, as RivetKit writes keys: parts joined by `/`, `/` and `\` escaped, an empty part `\0`. */
export function keyText(key: readonly string[]): string {
  if (key.length === 0) return "/";
  return key.map((part) => (part === "" ? "\\0" : part.replace(/[\\/]/g, "\\$&"))).join("/");
}
