import type { ESTree, ParseResult, VisitorObject } from "vite";

/** A module as the parser of Vite reads it. */
export interface Parsed {
  readonly code: string;
  readonly program: ESTree.Program;
  readonly comments: ParseResult["comments"];
  /** Calls back for each node of some types, the outer before the inner. */
  visit(visitor: VisitorObject): void;
}

/** What a JavaScript or TypeScript module consists of; `null` where it does not parse, which Vite will say better. */
export async function parseModule(file: string, code: string): Promise<Parsed | null> {
  // Not at import: whoever imports the plugin has not started Vite yet.
  const { parseSync, Visitor } = await import("vite");
  const lang = /\.[cm]?ts$/.test(file) ? "ts" : file.endsWith(".tsx") ? "tsx" : "jsx";
  const { program, comments, errors } = parseSync(file, code, { lang, sourceType: "module", range: true, preserveParens: false });
  return errors.length > 0 ? null : { code, program, comments, visit: (visitor) => new Visitor(visitor).visit(program) };
}

/** The line of an offset, from 1. */
export function lineOf(code: string, offset: number): number {
  return code.slice(0, offset).split("\n").length;
}
