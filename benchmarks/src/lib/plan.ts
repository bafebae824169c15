// What all contenders of the predicted action do alike.

import { briefly } from "./briefly.ts";

/** Rows with a subscriber each; calls go round them. */
export const FOLLOWED = 50;
export const WARM_UP = briefly(10_000, 100);
export const CALLS = briefly(5_000, 100);

/** Which row the nth call changes. */
export function rowOfCall(call: number): number {
  return call % FOLLOWED;
}
