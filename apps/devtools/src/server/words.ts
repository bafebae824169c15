import type { Activity, ActorStatus, Seen } from "@rivulet/runtime/inspector";
import { fromJson } from "@rivulet/runtime/inspector";
import type { Tone } from "../parts/badge.tsx";
import { valueText } from "../parts/flatten.ts";

export const STATUS_TONE: Readonly<Record<ActorStatus, Tone>> = { live: "green", asleep: "grey", destroyed: "red" };

/** The value that is shown, as JavaScript has it. What it was made of is left as it is. */
export function valueOf({ value }: Seen): unknown {
  return fromJson(structuredClone(value));
}

/** How an actor is called: its name, and its key. */
export function keyText(key: readonly string[]): string {
  return key.length === 0 ? "(no key)" : key.join(" / ");
}

/** Values in one line, as in a call. */
export function listText(seen: Seen, most = 200): string {
  const value = valueOf(seen);
  const text = Array.isArray(value) ? value.map((item) => inlineText(item)).join(", ") : inlineText(value);
  return text.length > most ? `${text.slice(0, most)}…` : text;
}

/** A value in one line, with the first of what it holds. */
export function inlineText(value: unknown, depth = 0): string {
  if (Array.isArray(value) && depth < 2) return `[${some(value.map((item) => inlineText(item, depth + 1)))}]`;
  if (typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype && depth < 2) {
    return `{${some(Object.entries(value).map(([key, item]) => `${key}: ${inlineText(item, depth + 1)}`))}}`;
  }
  return valueText(value, 80);
}

function some(parts: readonly string[]): string {
  return parts.length > 8 ? `${parts.slice(0, 8).join(", ")}, …` : parts.join(", ");
}

/** What an actor did, in one line. */
export function activityText(entry: Activity): string {
  switch (entry.what) {
    case "action":
      return `${entry.action}(${listText(entry.args)})`;
    case "event":
      return `${entry.event} ${listText(entry.args)}`;
    case "life":
      return entry.became === "awake" ? "woke" : entry.became === "asleep" ? "went to sleep" : "was destroyed";
    case "command":
      return `inspector: ${entry.command}`;
  }
}

export function activityTone(entry: Activity): Tone {
  switch (entry.what) {
    case "action":
      return entry.error === undefined ? "green" : "red";
    case "event":
      return "violet";
    case "life":
      return "grey";
    case "command":
      return entry.error === undefined ? "amber" : "red";
  }
}
