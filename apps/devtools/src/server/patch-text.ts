import { pathText } from "../parts/flatten.ts";
import { inlineText } from "./words.ts";

/** What a step changed, as one reads it: `items[3].done = true`. What is no patch is shown as it is. */
export function patchText(patch: unknown): string {
  if (!Array.isArray(patch)) return inlineText(patch);
  return patch.map((op) => (Array.isArray(op) ? opText(op) : inlineText(op))).join("; ");
}

function opText(op: readonly unknown[]): string {
  const [name, path, a, b, c] = op;
  if (name === "state") return `all = ${inlineText(path)}`;
  if (!Array.isArray(path)) return inlineText(op);
  const place = path.length === 0 ? "" : pathText(path);
  const at = (key: unknown): string => pathText([...path, key]);
  const whole = place === "" ? "all" : place;
  switch (name) {
    case "set":
      return `${at(a)} = ${inlineText(b)}`;
    case "reuse":
    case "twin":
      return `${at(a)} = moved here`;
    case "delete":
      return `delete ${at(a)}`;
    case "splice": {
      const put = Array.isArray(c) && c.length > 0 ? ` + ${c.slice(0, 4).map((item) => inlineText(item)).join(", ")}${c.length > 4 ? ", …" : ""}` : "";
      const taken = typeof b === "number" && b > 0 ? ` − ${b}` : "";
      return `${at(a)}${taken}${put}`;
    }
    case "move":
      return `${whole} in another order`;
    case "add":
      return `${whole} + ${inlineText(a)}`;
    case "remove":
      return `${whole} − ${inlineText(a)}`;
    case "clear":
      return `${whole} emptied`;
    case "time":
      return `${whole} = ${inlineText(new Date(Number(a)))}`;
    case "bytes":
      return `${whole}, bytes from ${String(a)}`;
    default:
      return inlineText(op);
  }
}
