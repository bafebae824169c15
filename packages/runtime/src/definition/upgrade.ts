// How what an earlier version of an actor left becomes what this one takes. Pure.

import type { AnyActorDefinition } from "../contract/definition.ts";
import type { SyncOptions, SyncUpgrade } from "../contract/options.ts";

/** What was left without a version, is of the first one. */
export const FIRST_VERSION = 1;

/** The version that a definition is of, and how it came about. */
export interface OwnVersion {
  /** 0 where the actor is not synced, or its definition is not known. */
  readonly version: number;
  readonly upgrade: NonNullable<SyncOptions["upgrade"]>;
  /** There where clients do not see the state itself: what a version changes of it, no upgrade says. */
  readonly view?: unknown;
}

/** Of a definition that `actor()` has checked. */
export function versionOf(definition: AnyActorDefinition | null): OwnVersion {
  const { sync = false } = definition?.config ?? {};
  const { version = FIRST_VERSION, upgrade = {}, view } = typeof sync === "object" ? sync : {};
  return { version: sync === false ? 0 : version, upgrade, view };
}

/** The steps from an earlier version, in their order; none from one that lies ahead, nor from 0, which is not known. */
function steps({ version, upgrade }: OwnVersion, from: number): SyncUpgrade[] {
  // So it is of almost every call.
  if (from >= version) return [];
  const between = Object.entries(upgrade).filter(([to]) => from > 0 && Number(to) > from && Number(to) <= version);
  return between.sort(([a], [b]) => Number(a) - Number(b)).map(([, step]) => step);
}

/** The arguments of a call that was made under an earlier version, as this one takes them. Throws what a step throws. */
export function upgradeArgs(own: OwnVersion, from: number, action: string, args: readonly unknown[]): readonly unknown[] {
  return steps(own, from).reduce((given, { actions = {} }) => {
    return Object.hasOwn(actions, action) ? (actions[action]?.(given) ?? given) : given;
  }, args);
}

/** Whether the state of an earlier version has another shape now. */
export function changesState(own: OwnVersion, from: number): boolean {
  return steps(own, from).some(({ state }) => state !== undefined);
}

/** A state of an earlier version as one of this. Throws what a step throws. */
export function upgradeState(own: OwnVersion, from: number, state: unknown): unknown {
  return steps(own, from).reduce((given, step) => (step.state === undefined ? given : step.state(given)), state);
}
