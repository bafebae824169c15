// What all contenders of the predicted action do alike.

/** Rows with a subscriber each; calls go round them. */
export const FOLLOWED = 50;
export const WARM_UP = 10_000;
export const CALLS = 5_000;

/** Which row the nth call changes. */
export function rowOfCall(call: number): number {
  return call % FOLLOWED;
}
