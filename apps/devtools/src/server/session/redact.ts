// A server's session without what apps put into it: keys of actors, names and codes stay. Pure.

import { disguiseOp, fromJson, makeDisguise, toJson } from "@rivulet/runtime/inspector";
import { type Answered, isFields } from "./format.ts";

/** Fields that hold a value as an inspector sees it. */
const SEEN = new Set(["seen", "args", "params", "state", "value", "output", "patch"]);
/** Fields that hold words which may have anything in them. */
const WORDS = new Set(["text", "msg", "message", "error"]);

export function redact(answers: readonly Answered[]): readonly Answered[] {
  const disguise = makeDisguise();

  const seen = (json: unknown, isPatch: boolean): unknown => {
    const value: unknown = fromJson(structuredClone(json));
    return toJson(isPatch && Array.isArray(value) ? value.map((op: unknown) => disguiseOp(op, disguise)) : disguise(value));
  };
  const field = (name: string, value: unknown): readonly (readonly [string, unknown])[] => {
    if (name === "metadata" || name === "cuts") return [];
    // The bytes of a key of c.kv, whose text is disguised beside them.
    if (name === "hex") return [[name, hexOf(String(disguise(value)))]];
    if (WORDS.has(name) && typeof value === "string") return [[name, disguise(value)]];
    if (SEEN.has(name) && isFields(value) && "value" in value) return [[name, { value: seen(value["value"], name === "patch") }]];
    return [[name, inside(value)]];
  };
  const inside = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(inside);
    return isFields(value) ? Object.fromEntries(Object.entries(value).flatMap(([name, each]) => field(name, each))) : value;
  };
  return answers.map(({ topic, params, answer }) => ({ topic, params, answer: inside(answer) }));
}

function hexOf(text: string): string {
  return [...new TextEncoder().encode(text)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
