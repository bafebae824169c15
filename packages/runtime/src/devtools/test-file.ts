import type { Address } from "../client/address.ts";
import { isPlainObject } from "../value/kind.ts";
import type { Life } from "./lives.ts";

/** Of so many calls a test is made. */
const MOST = 200;

/**
 * A test that lets an actor live in a simulated world from this seed, with the calls that were recorded: what a fault bench
 * did by chance once, happens there again and again. Calls whose arguments JSON does not hold are left out.
 */
export function testFileOf(address: Address, seed: number, lives: Iterable<Life>): string {
  const calls = new Set<string>();
  for (const { row } of lives) {
    if (row.kind === "action" && row.args.every(isJson)) calls.add(JSON.stringify([row.name, ...row.args]));
  }
  const key = "key" in address ? `\n    key: ${JSON.stringify(address.key)},` : "";
  return `import { simulate } from "@rivulet/runtime/test";
import { test } from "vitest";
import { registry } from "./registry.ts";

/** What was called while the fault bench made trouble. */
const CALLS = [
${[...calls].slice(-MOST).map((call) => `  ${call},\n`).join("")}] as const;

test("what was called under the fault bench keeps the laws in every world (seed ${seed})", async () => {
  await simulate({
    registry,
    actor: ${JSON.stringify(address.name)},${key}
    seed: ${seed},
    call: ({ pick }) => pick(CALLS) ?? null,
  });
});
`;
}

function isJson(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isJson);
  if (isPlainObject(value)) return Object.values(value).every(isJson);
  return value === null || typeof value === "string" || typeof value === "boolean" || Number.isFinite(value);
}
