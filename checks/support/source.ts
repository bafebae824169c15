import { readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import ts from "typescript";
import { filesIn } from "./workspace.ts";

/** A source file of a package, with paths as from its `src`. */
export interface Source {
  /** As in `client/lane.ts`. */
  readonly path: string;
  readonly text: string;
}

/** What a file imports, exports from or loads, types included. */
export interface Import {
  /** As it stands in the file. */
  readonly name: string;
  /** The file meant, from `src`; `null` where it is a module of somebody else. */
  readonly path: string | null;
}

export const isTest = (path: string): boolean => /\.(test|test-d|bench)\.[cm]?tsx?$/.test(path);

/** The sources of a package without their tests, which may import what they like. */
export function sourcesOf(folder: string): readonly Source[] {
  const src = join(folder, "src");
  return filesIn(src)
    .filter((file) => /\.([cm]?[tj]sx?)$/.test(file) && !isTest(file))
    .map((file) => ({ path: relative(src, file).split(sep).join("/"), text: readFileSync(file, "utf8") }));
}

/** Imports of style sheets are no imports of code. */
const isStyles = (name: string): boolean => /\.css(\?inline)?$/.test(name);

export function importsOf({ path, text }: Source): readonly Import[] {
  const names = ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
  return names.filter((name) => !isStyles(name)).map((name) => {
    return { name, path: name.startsWith(".") ? join(dirname(path), name).split(sep).join("/") : null };
  });
}

/** The place of a file in the order: its folder, or itself where it lies directly in `src`. */
export function placeOf(path: string): string {
  return path.includes("/") ? path.slice(0, path.indexOf("/")) : path;
}

/** Whether a line holds nothing but a comment, or a part of one. */
export function isComment(line: string | undefined): boolean {
  return line !== undefined && /^\s*(\/\/|\/?\*)/.test(line);
}

export interface Cast {
  readonly line: number;
  readonly hasReason: boolean;
}

/** Every `as` but `as const`, and whether a comment on its line or right above its statement says why it holds. */
export function castsIn({ path, text }: Source): readonly Cast[] {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const lines = text.split("\n");
  const lineOf = (position: number): number => file.getLineAndCharacterOfPosition(position).line;
  const casts: Cast[] = [];
  const visit = (node: ts.Node, statement: ts.Node): void => {
    const inner = ts.isStatement(node) && !ts.isBlock(node) ? node : statement;
    if ((ts.isAsExpression(node) || ts.isTypeAssertionExpression(node)) && node.type.getText(file) !== "const") {
      const line = lineOf(node.getEnd());
      const above = [lineOf(node.getStart(file)) - 1, lineOf(inner.getStart(file)) - 1];
      const hasReason = /\/\/ \S/.test(lines[line] ?? "") || above.some((each) => isComment(lines[each]));
      casts.push({ line: line + 1, hasReason });
    }
    ts.forEachChild(node, (child) => visit(child, inner));
  };
  visit(file, file);
  return casts;
}
