import type { ErrorData } from "../errors/actor-error.ts";

/** How an action ended, as its caller may know it. */
export type Ending =
  | { readonly how: "returned"; readonly output: unknown }
  | { readonly how: "threw"; readonly error: ErrorData };
