// How what an earlier version left becomes what a later one takes. Pure.

import type { SyncOptions, SyncUpgrade } from "../contract/options.ts";

type Upgrade = Pick<SyncOptions, "upgrade">;

/** The steps from one version to another, in their order; none where it lies ahead, or where it is 0, which is not known. */
function steps({ upgrade = {} }: Upgrade, from: number, to: number): SyncUpgrade[] {
  const between = Object.entries(upgrade).filter(([version]) => from > 0 && Number(version) > from && Number(version) <= to);
  return between.sort(([a], [b]) => Number(a) - Number(b)).map(([, step]) => step);
}

/** The arguments of a call that was made under version `from`, as version `to` takes them. Throws what a step throws. */
export function upgradeArgs(
  upgrade: Upgrade,
  from: number,
  to: number,
  action: string,
  args: readonly unknown[],
): readonly unknown[] {
  return steps(upgrade, from, to).reduce((given, { actions = {} }) => {
    return Object.hasOwn(actions, action) ? (actions[action]?.(given) ?? given) : given;
  }, args);
}

/** Whether the state of version `from` has another shape in version `to`. */
export function changesState(upgrade: Upgrade, from: number, to: number): boolean {
  return steps(upgrade, from, to).some(({ state }) => state !== undefined);
}

/** A state of version `from` as one of version `to`. Throws what a step throws. */
export function upgradeState(upgrade: Upgrade, from: number, to: number, state: unknown): unknown {
  return steps(upgrade, from, to).reduce((given, step) => (step.state === undefined ? given : step.state(given)), state);
}
