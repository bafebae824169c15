import { isBuiltin } from "node:module";
import { parseModule } from "./parse.ts";

/** What a module says at its top that clients must not have. */
const DIRECTIVE = "use server-only";

/** Why Node's own modules must not. */
export const ONLY_NODE = "only Node has it";

/** Why a module must not reach a client; `null` where it may. */
export async function reasonAgainst(file: string, code: string): Promise<string | null> {
  if (/\.server\.[cm]?[jt]sx?$/.test(file)) return "its name ends in .server";
  if (!code.includes(DIRECTIVE)) return null;
  const parsed = await parseModule(file, code);
  const says = parsed?.program.body.some((statement) => "directive" in statement && statement.directive === DIRECTIVE) === true;
  return says ? `it says "${DIRECTIVE}"` : null;
}

/** The same for what an import names, before anybody has looked for it. `listed` is what the app adds. */
export function reasonAgainstImport(name: string, listed: readonly (string | RegExp)[]): string | null {
  if (isBuiltin(name)) return ONLY_NODE;
  if (/^@rivulet\/sync-server(?:\/|$)/.test(name)) return "it runs actors on a server";
  const isListed = listed.some((each) => (typeof each === "string" ? name === each || name.startsWith(`${each}/`) : each.test(name)));
  return isListed ? "vite.config lists it under serverOnly" : null;
}

/** From which modules a module is imported. */
export type ImportersOf = (id: string) => readonly string[];

/** The shortest way from where a client begins to a module, both included. */
export function chainTo(id: string, importersOf: ImportersOf): readonly string[] {
  const queue: (readonly string[])[] = [[id]];
  const seen = new Set([id]);
  let longest: readonly string[] = [id];
  for (let chain = queue.shift(); chain !== undefined; chain = queue.shift()) {
    const [first = id] = chain;
    const importers = importersOf(first);
    if (importers.length === 0) return chain;
    if (chain.length > longest.length) longest = chain;
    for (const importer of importers) {
      if (seen.has(importer)) continue;
      seen.add(importer);
      queue.push([importer, ...chain]);
    }
  }
  // They import each other only.
  return longest;
}

/** What is said of a module that must not reach clients, and does. */
export function complaint(name: string, reason: string, chain: readonly string[]): string {
  const way = chain.map((step, i) => `${"  ".repeat(i)}${i === 0 ? "" : "imports "}${step}`).join("\n");
  return (
    `${name} is for the server only (${reason}), and the client imports it:\n\n${way}\n\n` +
    "Use it in hooks of a definition or in serverOnly() actions alone, whose code is taken out of clients, or import only its types."
  );
}
