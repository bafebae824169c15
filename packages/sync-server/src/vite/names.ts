import { analyze } from "@typescript-eslint/scope-manager";
import type { Parsed } from "./parse.ts";

/** The names of a module's own top level, by the offsets at which they stand; those that shadow them are not among them. */
export interface Names {
  readonly declared: ReadonlyMap<number, string>;
  /** As values: types are gone when the module runs. */
  readonly used: ReadonlyMap<number, string>;
}

export function namesOf({ program, visit }: Parsed): Names {
  const types: [number, number][] = [];
  // `typeof x` in a type.
  visit({ TSTypeQuery: ({ start, end }) => void types.push([start, end]) });
  // Both are ESTree with TypeScript's nodes: Vite's parser keeps to what typescript-estree gives.
  const { scopes } = analyze(program as never, { sourceType: "module", jsxPragma: null, lib: [] });
  const declared = new Map<number, string>();
  const used = new Map<number, string>();
  for (const { name, defs, references } of scopes.find(({ type }) => type === "module")?.variables ?? []) {
    for (const def of defs) declared.set(def.name.range[0], name);
    for (const { identifier, isValueReference, init } of references) {
      const [start] = identifier.range;
      if (isValueReference && init !== true && !types.some(([from, to]) => start >= from && start < to)) used.set(start, name);
    }
  }
  return { declared, used };
}
