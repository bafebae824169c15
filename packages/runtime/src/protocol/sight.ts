import type { Cursor } from "./shapes.ts";

/** What of the state the cursor's replica shows: nothing where that is the whole, else what follows a dot. */
export function sightOf([, , run]: Cursor): string | undefined {
  return run.split(".")[1];
}
