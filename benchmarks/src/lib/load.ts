import { perSecond, type Samples, samples } from "./clock.ts";

/** What a load generator counts while it runs. */
export interface Load {
  answers: number;
  latency: Samples;
}

export function newLoad(): Load {
  return { answers: 0, latency: samples() };
}

const after = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms));

/** Lets a load warm up, then measures it for so many seconds: answers a second. Its latency is of these seconds alone. */
export async function measureLoad(load: Load, warmUpMs: number, seconds: number): Promise<number> {
  await after(warmUpMs);
  const { answers } = load;
  load.latency = samples();
  const start = performance.now();
  await after(seconds * 1_000);
  return perSecond(load.answers - answers, start);
}
