import { actorError } from "../errors/actor-error.ts";
import { withTimeout } from "../util/timeout.ts";
import { fromJson } from "../value/codec.ts";
import { sayGoodbye } from "./connect.ts";
import { type Follower, type HostConn, makeConn } from "./conn.ts";
import type { Instance } from "./instance.ts";
import { readConn } from "./records.ts";

/**
 * Makes the vars and runs `onWake`; nothing else may reach the actor before. Rejects where that takes longer than `within`
 * milliseconds, and where the instance is dropped meanwhile: whatever still hangs in a hook is not waited for.
 */
export async function wakeUp(instance: Instance, within: number | null): Promise<void> {
  const { hooks, context, vars, recorder, timers } = instance;
  const run = async (): Promise<void> => {
    const made = await hooks.createVars(context());
    vars.current = made === null ? null : { value: made.value };
    await hooks.wake(context());
  };
  const ran = new Promise<void>((resolve, reject) => {
    const stop = instance.whenOver(reject);
    run().then(resolve, reject).finally(stop);
  });
  await (within === null ? ran : withTimeout(ran, within, timers, () => actorError("action/timed_out", `The actor did not wake within ${within} ms.`)));
  recorder.commit();
}

/** Lets what runs come to its end, for `within` milliseconds, runs `onSleep`, and writes all that is left to write. */
export async function fallAsleep(instance: Instance, within: number): Promise<void> {
  const { hooks, context, activity, audience, recorder, ledger } = instance;
  instance.abort();
  const ending = [...audience.conns.values()].filter(({ follower }) => follower.slept !== undefined);
  for (const { follower } of ending) follower.slept?.();
  await sayGoodbyes(instance, ending);
  await activity.ended(within);
  await attempt(instance, "onSleep", () => hooks.sleep(context()));
  await activity.ended(within);
  recorder.commit();
  await ledger.flushed();
}

/** The same for an actor that is about to be no more: `onDestroy`, and `onDisconnect` for everybody connected. */
export async function die(instance: Instance, within: number): Promise<void> {
  const { hooks, context, activity, audience, recorder, ledger } = instance;
  instance.abort();
  for (const { follower } of [...audience.conns.values()]) follower.slept?.();
  await activity.ended(within);
  await attempt(instance, "onDestroy", () => hooks.destroy(context()));
  await sayGoodbyes(instance, [...audience.conns.values()]);
  await activity.ended(within);
  recorder.commit();
  await ledger.flushed();
}

async function sayGoodbyes(instance: Instance, seats: readonly HostConn[]): Promise<void> {
  for (const { follower } of seats) instance.removeConn(follower.id);
  await Promise.all(seats.map((seat) => sayGoodbye(instance, seat)));
}

/** Runs `onDisconnect` for connections that a crash cut off: rows on disk that nobody is behind. */
export async function sayMissedGoodbyes(instance: Instance, rows: readonly (readonly [connId: string, row: string | Uint8Array])[]): Promise<void> {
  for (const [connId, row] of rows) {
    const { params, state } = readConn(row);
    const follower = goneFollower(connId, instance.record.name, params === undefined ? undefined : fromJson(params));
    const seat = makeConn(instance, follower, state === undefined ? null : { value: fromJson(state) });
    if (seat.tree !== null) instance.recorder.adopt(seat.tree, () => {});
    instance.removeConn(connId);
    await sayGoodbye(instance, seat);
  }
}

async function attempt(instance: Instance, name: string, hook: () => Promise<void>): Promise<void> {
  try {
    await hook();
  } catch (error) {
    instance.log.error({ msg: `${name} threw`, err: error });
  }
}

function goneFollower(id: string, actorName: string, params: unknown): Follower {
  const nothing = (): void => {};
  return { id, actorName, params, version: -1, commit: nothing, event: nothing, close: nothing, restart: nothing, destroyed: nothing };
}
