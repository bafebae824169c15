import { actorError, ActorError } from "../errors/actor-error.ts";
import { type Follower, makeConn } from "./conn.ts";
import type { Instance } from "./instance.ts";

/**
 * Lets a connection in: `onBeforeConnect`, `createConnState`, `onConnect`, each awaited. What they throw is the reason
 * it is refused. Until it is opened, the follower hears nothing.
 */
export async function connect(instance: Instance, follower: Follower): Promise<void> {
  const { hooks, hookContext, recorder, makeEvent, log } = instance;
  const end = instance.activity.begin();
  try {
    await hooks.beforeConnect(hookContext(), follower.params);
    const state = await hooks.createConnState(hookContext(), follower.params);
    const seat = makeConn({ follower, state, emit: recorder.emit, event: makeEvent });
    instance.addConn(seat);
    try {
      await hooks.connect(hookContext(seat.conn), seat.conn);
    } catch (error) {
      instance.removeConn(follower.id);
      throw error;
    }
    recorder.commit();
  } catch (error) {
    if (error instanceof ActorError) throw error;
    log.warn({ msg: "a connection was refused", err: error });
    throw actorError("auth/denied", "The actor refused the connection.");
  } finally {
    end();
  }
}

/** Takes a connection out and runs `onDisconnect`. */
export async function disconnect(instance: Instance, follower: Follower): Promise<void> {
  const seat = instance.conns.get(follower.id);
  if (seat === undefined) return;
  instance.removeConn(follower.id);
  const end = instance.activity.begin();
  try {
    await instance.hooks.disconnect(instance.hookContext(), seat.conn);
  } catch (error) {
    instance.log.error({ msg: "onDisconnect threw", err: error });
  } finally {
    instance.recorder.commit();
    end();
  }
}
