import MagicString from "magic-string";
import type { ESTree } from "vite";
import { lineOf, type Parsed } from "./parse.ts";

/** A part of a module to be taken out, and what stands in its place: `before`, as many lines as were there, `after`. */
export interface Cut {
  readonly start: number;
  readonly end: number;
  readonly before?: string;
  readonly after?: string;
}

/** A module's text without its cuts. Every line keeps its number. */
export function applyCuts(code: string, cuts: readonly Cut[]): MagicString {
  const text = new MagicString(code);
  for (const { start, end, before = "", after = "" } of outermost(cuts)) {
    const content = before + code.slice(start, end).replace(/[^\n]/g, "") + after;
    if (content === "") text.remove(start, end);
    else text.update(start, end, content);
  }
  return text;
}

/** A part and the comments that belong to it: those on the lines above it, and those behind it on its own line. */
export function withComments({ code, comments }: Parsed, { start, end }: ESTree.Span, previousEnd: number): readonly Cut[] {
  const line = (offset: number): number => lineOf(code, offset);
  const around = comments.filter((comment) => {
    if (comment.end <= start) return comment.start >= previousEnd && (previousEnd === 0 || line(comment.start) > line(previousEnd));
    return comment.start >= end && line(comment.start) === line(end) && /^[\s,;]*$/.test(code.slice(end, comment.start));
  });
  return [{ start, end }, ...around];
}

export function isCut(offset: number, cuts: readonly Cut[]): boolean {
  return cuts.some(({ start, end }) => offset >= start && offset < end);
}

/** Cuts lie apart or within each other. */
function outermost(cuts: readonly Cut[]): readonly Cut[] {
  let reached = 0;
  return [...cuts]
    .sort((a, b) => a.start - b.start || b.end - a.end)
    .filter(({ start, end }) => {
      if (start < reached) return false;
      reached = end;
      return true;
    });
}
