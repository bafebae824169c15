import type { BaseStep } from "../replica/state.ts";
import type { Life, Lives } from "./lives.ts";

/** Who made a step of the confirmed state. */
export type Author =
  /** An action of this device. */
  | { readonly who: "action"; readonly life: Life }
  /** An action of another device, or one that is not recorded. */
  | { readonly who: "other"; readonly client: string; readonly id: number }
  /** A hook, a schedule, or a call without an id. */
  | { readonly who: "server" };

export function authorOf({ by }: BaseStep, lives: Pick<Lives, "by">): Author {
  if (by === undefined) return { who: "server" };
  const life = lives.by(...by);
  return life === undefined ? { who: "other", client: by[0], id: by[2] } : { who: "action", life };
}
