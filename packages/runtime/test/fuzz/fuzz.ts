// Chance against everything that reads what strangers write.

import { expect, test } from "vitest";
import { ActorError } from "../../src/errors/actor-error.ts";
import { CATALOG } from "../../src/errors/catalog.ts";
import { Chance } from "./chance.ts";

/** How many cases each of them gets in the ordinary run: `RIVULET_FUZZ` times as many where that is set. */
export const CASES = {
  "frames of clients": 20_000,
  "frames of servers": 12_000,
  "values with tags": 16_000,
  "messages in json": 9_000,
  "messages in cbor": 9_000,
  "messages in bare": 9_000,
  patches: 8_000,
  addresses: 9_000,
  "kv keys and values": 3_000,
  conversations: 1_500,
  requests: 15_000,
} as const;
export type Fuzzed = keyof typeof CASES;

/** No case takes longer, in milliseconds: what takes longer is taken for endless. */
const LONGEST = 5_000;
/** After how many cases it is looked whether they have left something behind. */
const LOOK_EVERY = 500;

const seed = process.env["RIVULET_SEED"] ?? String(Date.now());
const times = Number(process.env["RIVULET_FUZZ"] ?? 1);

/**
 * Runs a case with ever other chances. A case fails where it throws, and says by which seed it is had again:
 * `RIVULET_SEED` runs the very same cases, and `only` in the message tells which of them failed.
 */
export function fuzz(name: Fuzzed, run: (chance: Chance, number: number) => void | Promise<void>): void {
  const count = Math.ceil(CASES[name] * times);
  test(`${name}: ${count} cases of seed ${seed}`, { timeout: 60_000 * Math.max(1, times) }, async () => {
    for (let number = 0; number < count; number++) {
      const began = performance.now();
      try {
        const done = run(new Chance(`${seed}/${name}/${number}`), number);
        if (done !== undefined) await done;
        expect(performance.now() - began).toBeLessThan(LONGEST);
        if (number % LOOK_EVERY === 0) expectUnpolluted();
      } catch (error) {
        throw new Error(`case ${number} of ${name}, seed ${seed}: ${error instanceof Error ? error.stack : String(error)}`, { cause: error });
      }
    }
    expectUnpolluted();
  });
}

/** What a decoder gives for something, or `undefined` where it refuses it: by name, as errors of the table are. */
export function refusedByName<T>(decode: () => T): T | undefined {
  try {
    return decode();
  } catch (error) {
    if (error instanceof ActorError && Object.hasOwn(CATALOG, `${error.group}/${error.code}`) && error.group !== "internal") return undefined;
    throw error;
  }
}

const INHERITED = [Object.prototype, Array.prototype, Map.prototype, Set.prototype, Function.prototype, String.prototype].map((prototype) => {
  return [prototype, Reflect.ownKeys(prototype).length] as const;
});

export function expectUnpolluted(): void {
  for (const [prototype, keys] of INHERITED) if (Reflect.ownKeys(prototype).length !== keys) expect(Reflect.ownKeys(prototype)).toHaveLength(keys);
  expect(Object.keys(Object.prototype)).toEqual([]);
}
