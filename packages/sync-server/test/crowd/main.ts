// `pnpm --filter @rivulet/sync-server run crowd [seconds] [together] [idle]`: very many connections for a long time.

import { crowd } from "./crowd.ts";

const [seconds = 600, together = 1_000, idle = 5_000] = process.argv.slice(2).filter((arg) => arg !== "--").map(Number);
console.log(`${together} connections to one actor and ${idle} to one each, for ${seconds} s`);
const { samples, dropped, written, heard } = await crowd({
  seconds,
  together,
  idle,
  tell: ({ second, memory, connections }) => void (second % 30 === 0 && console.log(`${second} s: ${Math.round(memory)} MiB, ${connections} connections`)),
});
const median = (part: typeof samples): number => part.map(({ memory }) => memory).toSorted((a, b) => a - b)[part.length >> 1] ?? Number.NaN;
const quarter = Math.max(1, samples.length >> 2);
const [early, late] = [median(samples.slice(quarter, 2 * quarter)), median(samples.slice(-quarter))];
console.log(`dropped: ${dropped}; of ${written} lines everybody heard ${heard} at least`);
console.log(`memory: ${Math.round(early)} MiB in the second quarter, ${Math.round(late)} MiB in the last`);
process.exit(dropped === 0 && heard === written && late < early * 1.1 ? 0 : 1);
