import type { Author } from "../protocol/shapes.ts";
import type { Ending } from "./ending.ts";

/** Whom a witness hears of. */
export interface Known {
  readonly id: string;
  readonly record: { readonly name: string; readonly key: readonly string[] };
}

/** An action that begins. */
export interface Beginning {
  readonly name: string;
  readonly args: readonly unknown[];
  /** What `c.actionId` is. */
  readonly actionId: string | undefined;
  readonly author: Author | null;
  readonly version: number;
}

/** Hears what actors do. It is called in their turns: it must be quick, and must not throw. */
export interface Witness {
  /** Called with the end of the action, and the version by then. */
  begins(actor: Known, beginning: Beginning): (ending: Ending, version: number) => void;
  /** An event leaves the actor. */
  sends(actor: Known, event: string, args: readonly unknown[], version: number): void;
  commits(actor: Known): void;
  becomes(actor: Known, what: "awake" | "asleep" | "destroyed"): void;
}

/** Where a witness may stand. While nobody does, all that it costs is a look. */
export interface Watched {
  witness: Witness | null;
}
