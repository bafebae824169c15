import { hash128 } from "../util/rng.ts";
import { isPlainObject } from "../value/kind.ts";
import { toJson } from "../value/codec.ts";

/** Names a set of static params: the same for equal ones, whatever the order of their keys; nothing for none. */
export function laneOf(params: unknown): string {
  if (params === undefined || params === null) return "";
  const words = hash128(JSON.stringify(sorted(toJson(params))));
  return words.map((word) => word.toString(16).padStart(8, "0")).join("");
}

function sorted(json: unknown): unknown {
  if (Array.isArray(json)) return json.map(sorted);
  if (!isPlainObject(json)) return json;
  return Object.fromEntries(Object.keys(json).sort().map((key) => [key, sorted(json[key])]));
}
