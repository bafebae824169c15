import type { ESTree } from "vite";
import type { Names } from "./names.ts";
import type { Parsed } from "./parse.ts";

/** The functions of the runtime by which code says where it runs. */
export type LibraryFunction = "actor" | "read" | "serverOnly";

/** Where they are imported from. */
export const LIBRARIES: readonly string[] = ["@rivulet/runtime", "rivetkit"];

const FUNCTIONS: readonly string[] = ["actor", "read", "serverOnly"] satisfies readonly LibraryFunction[];

/** Tells which of the runtime's functions a call calls; `null` for all other calls. */
export function libraryCalls({ program }: Parsed, { used }: Names): (call: ESTree.CallExpression) => LibraryFunction | null {
  /** By local name; `*` for all of the library. */
  const imported = new Map<string, string>();
  for (const statement of program.body) {
    if (statement.type !== "ImportDeclaration" || !LIBRARIES.includes(statement.source.value)) continue;
    for (const specifier of statement.specifiers) {
      if (specifier.type === "ImportSpecifier") imported.set(specifier.local.name, nameOf(specifier.imported));
      else if (specifier.type === "ImportNamespaceSpecifier") imported.set(specifier.local.name, "*");
    }
  }
  const importOf = (node: ESTree.Expression): string | undefined => {
    // By offset: a parameter of the same name is not the import.
    return node.type === "Identifier" ? imported.get(used.get(node.start) ?? "") : undefined;
  };
  return ({ callee }) => {
    if (callee.type !== "MemberExpression") return toFunction(importOf(callee));
    if (callee.computed || callee.object.type === "Super" || importOf(callee.object) !== "*") return null;
    return toFunction(callee.property.type === "Identifier" ? callee.property.name : undefined);
  };
}

function nameOf(name: ESTree.ModuleExportName): string {
  return name.type === "Literal" ? name.value : name.name;
}

function toFunction(name: string | undefined): LibraryFunction | null {
  return name !== undefined && isFunctionName(name) ? name : null;
}

function isFunctionName(name: string): name is LibraryFunction {
  return FUNCTIONS.includes(name);
}
