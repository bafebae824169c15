import { actorError } from "../errors/actor-error.ts";

/** What RivetKit allows for one part of a key, in characters. */
const MAX_PART = 128;
const MAX_PARTS = 32;

/** A key as every context has it. Throws `protocol/malformed` where it is no list of short texts. */
export function toKey(key: string | readonly string[] | undefined): readonly string[] {
  const parts = typeof key === "string" ? [key] : [...(key ?? [])];
  if (parts.length <= MAX_PARTS && parts.every(isPart)) return parts;
  throw actorError("protocol/malformed", `A key has at most ${MAX_PARTS} parts, each a text of at most ${MAX_PART} characters.`);
}

function isPart(part: unknown): boolean {
  return typeof part === "string" && part.length <= MAX_PART && !/\p{Cs}/u.test(part);
}

/** One text per key, as RivetKit writes keys: parts joined by `/`, `/` and `\` escaped, an empty part `\0`. */
export function keyText(key: readonly string[]): string {
  if (key.length === 0) return "/";
  return key.map((part) => (part === "" ? "\\0" : part.replace(/[\\/]/g, "\\$&"))).join("/");
}
