import { briefly } from "./briefly.ts";
import { othersShare, ticks, untilCalm } from "./calm.ts";
import type { Figures } from "./figures.ts";
import { isInstalled } from "./peers.ts";

/** How often each contender is measured. */
export const ROUNDS = briefly(Number(process.env["ROUNDS"] ?? 5), 1);
/** A run during which others took more of the machine is tried again, so often; the calmest try counts. */
const DISTURBED = 0.15;
const TRIES = briefly(Number(process.env["TRIES"] ?? 3), 1);

export interface Contender {
  readonly name: string;
  /** The package that it measures; without it, it is left out. */
  readonly peer?: string;
  run(): Promise<Figures>;
}

/** What the rounds gave for each contender. */
export interface Measured {
  /** A figure of a contender, one value a round. */
  of(name: string, figure: string): readonly number[];
  /** Which share of the machine others took during each run that counts. */
  readonly others: readonly number[];
  /** How often each contender was measured. */
  readonly rounds: number;
  /** All figures of all contenders, one value a round. */
  readonly all: Readonly<Record<string, Readonly<Record<string, readonly number[]>>>>;
  /** The packages that would have been measured too, had they been installed. */
  readonly absent: readonly string[];
}

interface Try {
  readonly figures: Figures;
  readonly others: number;
}

/** Measures all in turn, round after round, A B C A B C: what else the machine does, it does to all alike. */
export async function interleave(entered: readonly Contender[], rounds = ROUNDS): Promise<Measured> {
  const absent = new Set(entered.flatMap(({ peer }) => (peer === undefined || isInstalled(peer) ? [] : [peer])));
  const contenders = entered.filter(({ peer }) => peer === undefined || !absent.has(peer));
  const runs = new Map(contenders.map(({ name }): [string, Try[]] => [name, []]));
  for (let round = 1; round <= rounds; round++) {
    for (const { name, run } of contenders) {
      progress(`round ${round} of ${rounds}: ${name}`);
      runs.get(name)?.push(await calmest(run));
    }
  }
  progress("");
  const of = (name: string, figure: string): readonly number[] => (runs.get(name) ?? []).map(({ figures }) => figures[figure] ?? Number.NaN);
  const figuresOf = (name: string, tries: readonly Try[]): Readonly<Record<string, readonly number[]>> => {
    const names = new Set(tries.flatMap(({ figures }) => Object.keys(figures)));
    return Object.fromEntries([...names].map((figure) => [figure, of(name, figure)]));
  };
  return {
    of,
    rounds,
    others: [...runs.values()].flat().map(({ others }) => others),
    all: Object.fromEntries([...runs].map(([name, tries]) => [name, figuresOf(name, tries)])),
    absent: [...absent],
  };
}

async function calmest(run: () => Promise<Figures>): Promise<Try> {
  let best: Try | null = null;
  for (let tried = 0; tried < TRIES && (best?.others ?? 1) > DISTURBED; tried++) {
    await untilCalm();
    const before = ticks();
    const figures = await run();
    const others = othersShare(before, (figures["usedMicros"] ?? 0) / 1_000);
    if (best === null || others < best.others) best = { figures, others };
  }
  if (best === null) throw new Error("There is at least one try.");
  return best;
}

/** One line that is written over, where there is somebody to read it. */
function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001B[K${text}`);
}
