import { castsIn, importsOf, isComment, placeOf, type Source } from "./source.ts";
import type { Manifest } from "./workspace.ts";

/** What holds between the files of one package. */
export interface Rules {
  /** Folders, and files that lie directly in `src`, lowest first: each may import itself and what stands before it. */
  readonly order: readonly string[];
  /** Modules from outside, and where they may be imported. `node:` stands for everything of Node's. */
  readonly outside: Readonly<Record<string, readonly string[]>>;
}

export const LONGEST = 250;

/** Imports that go upward, and folders that have no place in the order. */
export function upward(sources: readonly Source[], { order }: Rules): readonly string[] {
  return sources.flatMap((source) => {
    const from = placeOf(source.path);
    if (!order.includes(from)) return [`${source.path}: ${from} has no place in the order. Give it one in boundaries.test.ts.`];
    return importsOf(source).flatMap(({ path }) => {
      if (path === null || order.indexOf(placeOf(path)) <= order.indexOf(from)) return [];
      return [`${source.path} imports ${path}, which is above it. Move what both need into a folder below ${from}.`];
    });
  });
}

/** Circles of imports, types included, each told once. */
export function circles(sources: readonly Source[]): readonly string[] {
  const known = new Map(sources.map((source) => [source.path, source]));
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (source: Source, trail: readonly string[]): void => {
    const { path } = source;
    if (trail.includes(path)) {
      found.push(`${[...trail.slice(trail.indexOf(path)), path].join(" → ")}. Give what they share a file of its own.`);
      return;
    }
    if (done.has(path)) return;
    for (const each of importsOf(source)) {
      const next = each.path === null ? undefined : known.get(each.path);
      if (next !== undefined) visit(next, [...trail, path]);
    }
    done.add(path);
  };
  for (const source of sources) visit(source, []);
  return found;
}

/** Imports that leave the package by anything but a door that its manifest and the rules allow. */
export function trespasses(sources: readonly Source[], { outside }: Rules, own: Manifest, others: readonly Manifest[]): readonly string[] {
  const known = new Set(sources.map(({ path }) => path));
  const declared = { ...own.dependencies, ...own.optionalDependencies, ...own.peerDependencies };
  const check = (source: Source, name: string, path: string | null): string | null => {
    if (path !== null) {
      if (path.startsWith("../")) return "leaves the package's src. Import another package by its name.";
      return known.has(path) ? null : "names no source file of this package.";
    }
    if (name.startsWith("#")) return name in (own.imports ?? {}) ? null : "is not among the imports in package.json.";
    if (!name.startsWith("node:") && !(moduleOf(name) in declared)) return "is not among the dependencies in package.json.";
    const other = others.find((each) => each.name === moduleOf(name));
    if (other !== undefined) {
      if (other.name === own.name) return "is the package itself. Import the file.";
      return name.replace(other.name, ".") in (other.exports ?? {}) ? null : `is no door of ${other.name}.`;
    }
    const allowed = outside[name.startsWith("node:") ? "node:" : moduleOf(name)] ?? [];
    if (allowed.includes(placeOf(source.path))) return null;
    return `may be imported in ${allowed.join(", ") || "no folder"} only. Go through a port, or declare it in boundaries.test.ts.`;
  };
  return sources.flatMap((source) =>
    importsOf(source).flatMap(({ name, path }) => {
      const problem = check(source, name, path);
      return problem === null ? [] : [`${source.path}: ${name} ${problem}`];
    }),
  );
}

function moduleOf(name: string): string {
  return name.split("/", name.startsWith("@") ? 2 : 1).join("/");
}

export function tooLong(sources: readonly Source[]): readonly string[] {
  return sources.flatMap(({ path, text }) => {
    const lines = text.replace(/\n$/, "").split("\n").length;
    return lines <= LONGEST ? [] : [`${path} has ${lines} lines, ${LONGEST} are allowed. Split off the part that has a name of its own.`];
  });
}

export function bareCasts(sources: readonly Source[]): readonly string[] {
  return sources.flatMap((source) =>
    castsIn(source).flatMap(({ line, hasReason }) => {
      return hasReason ? [] : [`${source.path}:${line} has a cast without a reason. Narrow the type, or say in a comment why it holds.`];
    }),
  );
}

/** Lint rules that are switched off without a reason: `-- because …`, or a comment right above. */
export function bareDisables(sources: readonly Source[]): readonly string[] {
  return sources.flatMap(({ path, text }) => {
    const lines = text.split("\n");
    return lines.flatMap((line, i) => {
      if (!line.includes("eslint-disable") || / -- \w/.test(line) || isComment(lines[i - 1])) return [];
      return [`${path}:${i + 1} switches a lint rule off without a reason. Add \`-- why\`, or a comment above.`];
    });
  });
}
