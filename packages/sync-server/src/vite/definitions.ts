import type { ESTree } from "vite";
import { type Cut, withComments } from "./cut.ts";
import type { LibraryFunction } from "./library.ts";
import type { Parsed } from "./parse.ts";

/** Keys of a definition that only the server reads. */
const OF_SERVER: ReadonlySet<string> = new Set([
  "vars",
  "connState",
  "createVars",
  "createConnState",
  "onBeforeConnect",
  "onConnect",
  "onDisconnect",
  "onWake",
  "onSleep",
  "onDestroy",
  "onStateChange",
  "onBeforeActionResponse",
  "onRequest",
  "onWebSocket",
]);

/** Hooks that replicas run as well, to create actors offline; but not those which they can tell to be async. */
const OF_BOTH: ReadonlySet<string> = new Set(["createState", "onCreate"]);

/** What of `sync` the server runs. That it is there is something clients go by. */
const OF_SERVER_IN_SYNC: ReadonlySet<string> = new Set(["view", "audience", "self"]);

const OF_SERVER_IN_OPTIONS: ReadonlySet<string> = new Set(["canHibernateWebSocket"]);

/** What cannot be looked into. */
export interface Opaque {
  readonly start: number;
  readonly message: string;
}

export interface Found {
  readonly cuts: readonly Cut[];
  readonly opaque: readonly Opaque[];
}

/** What of a module only the server runs, as its definitions and its calls of `serverOnly()` say. */
export function serverParts(parsed: Parsed, functionOf: (call: ESTree.CallExpression) => LibraryFunction | null): Found {
  const cuts: Cut[] = [];
  const opaque: Opaque[] = [];

  const properties = (object: ESTree.ObjectExpression, what: string, visit: (name: string, property: ESTree.ObjectProperty, previousEnd: number) => void): void => {
    let previousEnd = object.start + 1;
    for (const property of object.properties) {
      const name = property.type === "Property" ? keyOf(property) : null;
      if (property.type === "SpreadElement") opaque.push({ start: property.start, message: `${what} is spread from elsewhere` });
      else if (name === null) opaque.push({ start: property.start, message: `${what} has a computed key` });
      else visit(name, property, previousEnd);
      previousEnd = property.end;
    }
  };
  const inside = (value: ESTree.Expression, what: string, visit: (name: string, property: ESTree.ObjectProperty, previousEnd: number) => void): void => {
    const object = bare(value);
    if (object.type === "ObjectExpression") properties(object, what, visit);
    else if (object.type !== "Literal") opaque.push({ start: object.start, message: `${what} is built elsewhere` });
  };
  const remove = (property: ESTree.ObjectProperty, previousEnd: number): void => {
    const { start, end } = property;
    cuts.push(...withComments(parsed, { start, end: pastComma(parsed, end) }, previousEnd));
  };
  const empty = (name: string, { start, end }: ESTree.ObjectProperty, isAsync: boolean): void => {
    cuts.push({ start, end, before: `${JSON.stringify(name)}: ${isAsync ? "async " : ""}() => {`, after: "}" });
  };

  /** Clients go by whether a step changes the state; how, only the server knows. */
  const upgrade = (steps: ESTree.Expression): void =>
    inside(steps, "`sync.upgrade` of a definition", (_version, step) => {
      inside(step.value, "a step of `sync.upgrade`", (part, each) => {
        if (part === "state") empty(part, each, false);
      });
    });

  const definition = (config: ESTree.Expression): void =>
    inside(config, "a definition", (name, property, previousEnd) => {
      if (OF_SERVER.has(name)) remove(property, previousEnd);
      else if (OF_BOTH.has(name) && isAsyncFunction(property.value)) empty(name, property, true);
      else if (name === "actions") {
        inside(property.value, "the actions of a definition", (action, each) => {
          if (isAsyncFunction(each.value)) empty(action, each, true);
        });
      } else if (name === "sync") {
        inside(property.value, "`sync` of a definition", (key, each, end) => {
          if (key === "upgrade") upgrade(each.value);
          if (!OF_SERVER_IN_SYNC.has(key)) return;
          const [, ...comments] = withComments(parsed, { start: each.start, end: pastComma(parsed, each.end) }, end);
          empty(key, each, false);
          cuts.push(...comments);
        });
      } else if (name === "options") {
        inside(property.value, "`options` of a definition", (key, each, end) => {
          if (OF_SERVER_IN_OPTIONS.has(key)) remove(each, end);
        });
      }
    });

  const visit = (call: ESTree.CallExpression): void => {
    const [first] = call.arguments;
    const called = functionOf(call);
    if (called === null || first === undefined) return;
    if (first.type === "SpreadElement") opaque.push({ start: first.start, message: `${called}() is given a spread` });
    else if (called === "actor") definition(first);
    else if (called === "serverOnly") cuts.push({ start: first.start, end: first.end, before: "() => {", after: "}" });
    else if (isAsyncFunction(first)) cuts.push({ start: first.start, end: first.end, before: "async () => {", after: "}" });
  };
  parsed.visit({ CallExpression: visit });
  return { cuts, opaque };
}

/** An expression without what only the compiler reads. */
function bare(value: ESTree.Expression): ESTree.Expression {
  switch (value.type) {
    case "TSAsExpression":
    case "TSSatisfiesExpression":
    case "TSNonNullExpression":
    case "TSTypeAssertion":
      return bare(value.expression);
    default:
      return value;
  }
}

/** Whether replicas can tell that a function is async, and so never call it. */
function isAsyncFunction(value: ESTree.Expression): boolean {
  const fn = bare(value);
  return (fn.type === "ArrowFunctionExpression" || fn.type === "FunctionExpression") && fn.async && !fn.generator;
}

/** The name of a property; `null` where it is not written down. */
function keyOf({ key, computed }: ESTree.ObjectProperty): string | null {
  if (key.type === "Literal" && /^(string|number)$/.test(typeof key.value)) return String(key.value);
  return key.type === "Identifier" && !computed ? key.name : null;
}

/** The end of a property with the comma that follows it, if one does. */
function pastComma({ code, comments }: Parsed, end: number): number {
  let at = end;
  for (;;) {
    const comment = comments.find(({ start }) => start === at);
    if (comment !== undefined) at = comment.end;
    else if (code[at] === ",") return at + 1;
    else if (/\s/.test(code[at] ?? "}")) at++;
    else return end;
  }
}
