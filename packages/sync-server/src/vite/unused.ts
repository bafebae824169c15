import type { ESTree } from "vite";
import { type Cut, isCut, withComments } from "./cut.ts";
import type { Names } from "./names.ts";
import type { Parsed } from "./parse.ts";

/** A part of a module's top level that goes or stays as one. */
interface Unit {
  readonly node: ESTree.Span;
  readonly names: readonly string[];
}

/** The imports and declarations of a module that only served what is cut out of it, and nothing that was exported. */
export function unusedAfter(parsed: Parsed, names: Names, cuts: readonly Cut[]): readonly Cut[] {
  const units = unitsOf(parsed.program, names);
  const before = reached(units, names, []);
  const after = reached(units, names, cuts);
  const isDead = (node: ESTree.Span): boolean => {
    const unit = units.find((each) => each.node === node);
    return unit !== undefined && unit.names.some((name) => before.has(name)) && !unit.names.some((name) => after.has(name));
  };
  const isLive = ({ local }: ESTree.ImportDeclarationSpecifier): boolean => after.has(local.name);
  let previousEnd = 0;
  return parsed.program.body.flatMap((statement): readonly Cut[] => {
    const whole = (): readonly Cut[] => withComments(parsed, statement, previousEnd);
    const found = ((): readonly Cut[] => {
      switch (statement.type) {
        case "ImportDeclaration":
          if (!statement.specifiers.some(isDead)) return [];
          return statement.specifiers.some(isLive) ? [importOnly(parsed, statement, (each) => !isDead(each))] : whole();
        case "VariableDeclaration":
          if (statement.declarations.every(isDead)) return whole();
          // What is said above is said of the first.
          return [...declarators(statement.declarations, isDead), ...(statement.declarations.slice(0, 1).some(isDead) ? whole().slice(1) : [])];
        default:
          return isDead(statement) ? whole() : [];
      }
    })();
    previousEnd = statement.end;
    return found;
  });
}

function unitsOf({ body }: ESTree.Program, { declared }: Names): readonly Unit[] {
  const nodes = body.flatMap((statement): readonly ESTree.Span[] => {
    switch (statement.type) {
      case "ImportDeclaration":
        return statement.specifiers;
      case "VariableDeclaration":
        return statement.declarations;
      case "FunctionDeclaration":
      case "TSDeclareFunction":
      case "ClassDeclaration":
      case "TSEnumDeclaration":
        return [statement];
      default:
        return [];
    }
  });
  return nodes.map((node) => ({ node, names: [...declared].filter(([at]) => isIn(at, node)).map(([, name]) => name) }));
}

/** The names that the module's code comes to, beginning with what it does and exports. */
function reached(units: readonly Unit[], { used }: Names, cuts: readonly Cut[]): ReadonlySet<string> {
  const found = new Set<string>();
  const queue: string[] = [];
  const usedIn = (isMeant: (at: number) => boolean): void => {
    for (const [at, name] of used) if (isMeant(at) && !isCut(at, cuts)) queue.push(name);
  };
  usedIn((at) => !units.some(({ node }) => isIn(at, node)));
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    if (found.has(name)) continue;
    found.add(name);
    for (const { node, names } of units) if (names.includes(name)) usedIn((at) => isIn(at, node));
  }
  return found;
}

const isIn = (at: number, { start, end }: ESTree.Span): boolean => at >= start && at < end;

/** An import of fewer names. */
function importOnly({ code }: Parsed, statement: ESTree.ImportDeclaration, isKept: (each: ESTree.ImportDeclarationSpecifier) => boolean): Cut {
  const kept = statement.specifiers.filter(isKept);
  const texts = (isNamed: boolean): readonly string[] =>
    kept.filter(({ type }) => (type === "ImportSpecifier") === isNamed).map(({ start, end }) => code.slice(start, end));
  const named = texts(true);
  const clause = [...texts(false), ...(named.length === 0 ? [] : [`{ ${named.join(", ")} }`])].join(", ");
  return { start: statement.start, end: statement.source.start, before: `import ${clause} from `, after: "" };
}

/** Those of a declaration's parts that go, each with the comma that then has nothing to part. */
function declarators(all: readonly ESTree.VariableDeclarator[], isDead: (each: ESTree.Span) => boolean): readonly Cut[] {
  return all.flatMap((each, i) => {
    if (!isDead(each)) return [];
    const next = all[i + 1];
    if (all.slice(i + 1).some((later) => !isDead(later)) && next !== undefined) return [{ start: each.start, end: next.start }];
    const before = all.slice(0, i).findLast((earlier) => !isDead(earlier));
    return [{ start: before?.end ?? each.start, end: each.end }];
  });
}
