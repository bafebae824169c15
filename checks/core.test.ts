import { join, relative, sep } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";
import { placeOf, sourcesOf } from "./support/source.ts";
import { ROOT } from "./support/workspace.ts";

const RUNTIME = join(ROOT, "packages/runtime");

/** The only files of the runtime that may know a platform. */
const PLATFORM = (path: string): boolean =>
  placeOf(path) === "browser" || ["entry/client.ts", "entry/local.ts", "entry/devtools.ts", "entry/test.ts", "testing/setup-test.ts", "testing/simulate.ts", "testing/turns.ts"].includes(path);

const { config } = ts.readConfigFile(join(RUNTIME, "tsconfig.core.json"), ts.sys.readFile);
const core = ts.parseJsonConfigFileContent(config, ts.sys, RUNTIME);

/** What the compiler has against the core, with some more files in it. */
function problems(planted: Readonly<Record<string, string>> = {}): readonly string[] {
  const host = ts.createCompilerHost(core.options);
  const { readFile, fileExists, getSourceFile } = host;
  host.fileExists = (file) => file in planted || fileExists(file);
  host.readFile = (file) => planted[file] ?? readFile(file);
  host.getSourceFile = (file, options) => {
    const text = planted[file];
    return text === undefined ? getSourceFile(file, options) : ts.createSourceFile(file, text, options);
  };
  const program = ts.createProgram([...core.fileNames, ...Object.keys(planted)], core.options, host);
  return ts.getPreEmitDiagnostics(program).map(({ file, start, messageText }) => {
    const at = file === undefined ? "" : `${relative(ROOT, file.fileName)}:${file.getLineAndCharacterOfPosition(start ?? 0).line + 1}: `;
    return at + ts.flattenDiagnosticMessageText(messageText, " ");
  });
}

test("the core compiles without the types of the DOM and of Node: reach a platform through a port", () => {
  expect(problems()).toEqual([]);
});

test("all of the runtime is core, but for browser/, the doors to it, and tests in real time", () => {
  const compiled = new Set(core.fileNames.map((file) => relative(join(RUNTIME, "src"), file).split(sep).join("/")));
  const left = sourcesOf(RUNTIME).filter(({ path }) => !compiled.has(path) && !PLATFORM(path));
  expect(left.map(({ path }) => path), "Take these out of `exclude` in tsconfig.core.json").toEqual([]);
});

test("a planted use of a platform is found", () => {
  const uses = [
    "document.title;",
    "process.cwd();",
    "setTimeout(() => {}, 1);",
    'import { readFileSync } from "node:fs";',
    "let bytes: Buffer;",
    'new WebSocket("wss://example.org");',
  ];
  const file = join(RUNTIME, "src/util/planted.ts");
  const found = problems({ [file]: uses.join("\n") });
  expect(found.map((each) => each.replace(/: .*/, ""))).toEqual(uses.map((_, i) => `${relative(ROOT, file)}:${i + 1}`));
});
