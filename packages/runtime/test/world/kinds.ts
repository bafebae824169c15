import type { WorldKind } from "./run-worlds.ts";

const PLAIN: WorldKind = { interrupts: true, freezes: true };

/** What may befall a world, beside what befalls all: each of these has broken something once. */
export const KINDS = {
  plain: PLAIN,
  edited: { ...PLAIN, edits: true },
  restored: { ...PLAIN, restores: true },
  shown: { ...PLAIN, isShown: true },
  shownRestored: { ...PLAIN, isShown: true, restores: true },
  destroyed: { ...PLAIN, destroys: true },
  destroyedRestored: { ...PLAIN, destroys: true, restores: true },
  deployed: { ...PLAIN, deploys: true },
  deployedRestored: { ...PLAIN, deploys: true, restores: true },
  deployedShown: { ...PLAIN, deploys: true, isShown: true },
  deployedDestroyed: { ...PLAIN, deploys: true, destroys: true },
  all: { ...PLAIN, restores: true, edits: true, isShown: true, destroys: true, deploys: true },
} satisfies Record<string, WorldKind>;

export type KindName = keyof typeof KINDS;

export const KIND_NAMES = Object.keys(KINDS) as readonly KindName[];
