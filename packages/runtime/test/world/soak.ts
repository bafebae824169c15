// Runs worlds of all kinds in this process and says on standard output what it found, a line of JSON each:
// soak.ts <first seed> <count> <every how many>
import { KIND_NAMES, KINDS } from "./kinds.ts";
import { findBroken } from "./run-worlds.ts";
import { rng } from "../../src/util/rng.ts";

/** Worlds end after any number of steps in between: what is left undone then has to come right. */
const LEAST_STEPS = 50;
const MOST_STEPS = 250;

const [first = 1, count = 1, stride = 1] = process.argv.slice(2).map(Number);
const say = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`);

for (let i = 0; i < count; i++) {
  const seed = first + i * stride;
  const draw = rng(`soak ${seed}`);
  const kind = KIND_NAMES[draw.uint32() % KIND_NAMES.length] ?? "plain";
  const steps = LEAST_STEPS + (draw.uint32() % (MOST_STEPS - LEAST_STEPS + 1));
  const broken = await findBroken({ ...KINDS[kind], seed, steps });
  if (broken !== null) say({ kind, ...broken });
  if ((i + 1) % 100 === 0 || i + 1 === count) say({ done: i + 1 });
}
