import type { VirtualTime } from "../src/testing/virtual-time.ts";

/** What has not happened by then does not happen. */
export async function happensWithin<T>(time: VirtualTime, promise: Promise<T>, seconds = 120): Promise<T> {
  let isOver = false;
  const end = (): void => void (isOver = true);
  promise.then(end, end);
  for (let i = 0; i < seconds && !isOver; i++) await time.advance(1_000);
  if (!isOver) throw new Error(`It has not happened within ${seconds} seconds.`);
  return promise;
}
