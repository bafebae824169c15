import { type Follower, makeConn } from "./conn.ts";
import type { HostConn } from "./conn.ts";
import type { Instance } from "./instance.ts";

/**
 * Lets a connection in: `onBeforeConnect`, `createConnState`, `onConnect`, each awaited. Rejects with what they throw:
 * the reason it is refused. Until it is opened, the follower hears nothing.
 */
export async function connect(instance: Instance, follower: Follower, request?: Request): Promise<HostConn> {
  const { hooks, context, recorder } = instance;
  const end = instance.activity.begin();
  try {
    await hooks.beforeConnect(context({ request }), follower.params);
    const state = await hooks.createConnState(context({ request }), follower.params);
    const seat = makeConn(instance, follower, state);
    instance.addConn(seat);
    try {
      await hooks.connect(context({ conn: seat.conn, request }), seat.conn);
    } catch (error) {
      instance.removeConn(follower.id);
      throw error;
    }
    recorder.commit();
    return seat;
  } finally {
    end();
  }
}

/** Takes a connection out and runs `onDisconnect`. */
export async function disconnect(instance: Instance, follower: Follower): Promise<void> {
  const seat = instance.audience.conns.get(follower.id);
  if (seat === undefined) return;
  instance.removeConn(follower.id);
  await sayGoodbye(instance, seat);
}

/** Runs `onDisconnect` for a connection that is out already. */
export async function sayGoodbye(instance: Instance, { conn }: HostConn): Promise<void> {
  const end = instance.activity.begin();
  try {
    await instance.hooks.disconnect(instance.context(), conn);
  } catch (error) {
    instance.log.error({ msg: "onDisconnect threw", err: error });
  } finally {
    instance.recorder.commit();
    end();
  }
}
