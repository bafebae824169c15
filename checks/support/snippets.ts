import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import ts from "typescript";
import { type Block, blocksIn } from "./markdown.ts";
import { ROOT } from "./workspace.ts";

/** Inside the package of the docs, so that its dependencies are theirs. Ignored by git. */
const FOLDER = join(ROOT, "docs/.snippets");

/** A block of TypeScript as a file of its own. */
export interface Snippet {
  readonly page: string;
  readonly file: string;
  readonly block: Block;
  readonly isRun: boolean;
}

/**
 * Writes the TypeScript of a page into files, one a block, each under the name that its info string gives, as in
 * "ts registry.ts". Lines keep their numbers, so that what a compiler says of a file holds for the page.
 */
export function writeSnippets(page: string, text: string): readonly Snippet[] {
  const folder = join(FOLDER, page.replace(/\.md$/, "").replace(/\W+/g, "-"));
  rmSync(folder, { recursive: true, force: true });
  const taken = new Set<string>();
  return blocksIn(text).flatMap((block) => {
    if (block.language !== "ts" && block.language !== "tsx") return [];
    const name = block.info.find((word) => /^[\w./-]+\.tsx?$/.test(word)) ?? `line-${block.line}.${block.language}`;
    const unknown = block.info.filter((word) => word !== name && word !== "run");
    if (unknown.length > 0) throw new Error(`${page}:${block.line - 1}: what is "${unknown.join(" ")}"? Known: a file name, run.`);
    if (taken.has(name)) throw new Error(`${page}:${block.line - 1}: the page has a ${name} already.`);
    taken.add(name);
    const file = join(folder, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, "\n".repeat(block.line - 1) + block.text + "\n");
    return [{ page, file, block, isRun: block.info.includes("run") }];
  });
}

/** What the compiler has against snippets, by the page that they are in. */
export function errorsIn(snippets: readonly Snippet[]): ReadonlyMap<string, readonly string[]> {
  const { config } = ts.readConfigFile(join(ROOT, "tsconfig.base.json"), ts.sys.readFile);
  const { options } = ts.convertCompilerOptionsFromJson(
    {
      ...config.compilerOptions,
      lib: ["ES2023", "DOM", "DOM.Iterable"],
      types: ["node"],
      typeRoots: [join(ROOT, "docs/node_modules/@types")],
      jsx: "react-jsx",
      moduleDetection: "force",
    },
    ROOT,
  );
  const program = ts.createProgram(
    snippets.map(({ file }) => file),
    options,
  );
  const errors = new Map<string, string[]>();
  for (const { file, start, messageText } of ts.getPreEmitDiagnostics(program)) {
    const page = snippets.find((each) => each.file === file?.fileName)?.page ?? "";
    const line = file === undefined ? 0 : file.getLineAndCharacterOfPosition(start ?? 0).line + 1;
    const at = page === "" ? (file?.fileName ?? "") : page;
    errors.set(page, [...(errors.get(page) ?? []), `${at}:${line}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`]);
  }
  return errors;
}
