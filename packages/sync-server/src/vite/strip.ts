import type MagicString from "magic-string";
import { applyCuts } from "./cut.ts";
import { serverParts } from "./definitions.ts";
import { libraryCalls, LIBRARIES } from "./library.ts";
import { namesOf } from "./names.ts";
import { lineOf, parseModule } from "./parse.ts";
import { unusedAfter } from "./unused.ts";

export interface Stripped {
  /** What is left for clients, line by line where it was; `null` where that is everything. */
  readonly text: MagicString | null;
  /** Each beginning with its line. */
  readonly warnings: readonly string[];
}

const ADVICE =
  "what only the server runs cannot be told apart there, and goes into the client. Write it out in the call of actor(), or move what clients must not have into a *.server.ts file.";

/** Takes out of a module what only the server runs. */
export async function strip(file: string, code: string): Promise<Stripped> {
  // What does not even name the library has no definitions.
  const parsed = LIBRARIES.some((name) => code.includes(name)) ? await parseModule(file, code) : null;
  if (parsed === null) return { text: null, warnings: [] };
  const names = namesOf(parsed);
  const { cuts, opaque } = serverParts(parsed, libraryCalls(parsed, names));
  const warnings = opaque.map(({ start, message }) => `${file}:${lineOf(code, start)}: ${message}: ${ADVICE}`);
  if (cuts.length === 0) return { text: null, warnings };
  const text = applyCuts(code, [...cuts, ...unusedAfter(parsed, names, cuts)]);
  return { text: text.toString() === code ? null : text, warnings };
}
