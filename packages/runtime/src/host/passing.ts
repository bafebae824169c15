import { fromErrorData } from "../errors/actor-error.ts";
import type { Caller } from "../ports/gateway.ts";
import { act } from "./act.ts";
import type { Follower, HostConn } from "./conn.ts";
import { connect, disconnect } from "./connect.ts";
import type { Instance } from "./instance.ts";

/** A connection that lasts as long as one call: nobody is there to hear events. */
function passingFollower(id: string, actorName: string, params: unknown): Follower {
  const nothing = (): void => {};
  return { id, actorName, params, version: -1, commit: nothing, event: nothing, close: nothing, restart: nothing, destroyed: nothing };
}

/**
 * Does something over a connection of its own, with all hooks of a connection. It ends when `task` calls `over`, or
 * fails. Rejects as soon as the actor is dropped.
 */
export function overPassingConn<T>(
  instance: Instance,
  { params, request }: Caller,
  task: (seat: HostConn, over: () => void) => Promise<T>,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const follower = passingFollower(instance.newConnId(), instance.record.name, params);
    const over = (): void => {
      disconnect(instance, follower).catch((error: unknown) => instance.log.error({ msg: "a connection ended badly", err: error }));
    };
    const stop = instance.whenOver(reject);
    connect(instance, follower, request)
      .then((seat) => task(seat, over))
      .then(resolve, (error: unknown) => {
        over();
        reject(error);
      })
      .finally(stop);
  });
}

/** One action over a connection of its own. */
export function callAction(instance: Instance, name: string, args: readonly unknown[], caller: Caller): Promise<unknown> {
  return overPassingConn(instance, caller, ({ conn }, over) => {
    return new Promise((resolve, reject) => {
      const { options, ledger } = instance;
      const occasion = instance.occasion({ conn, request: caller.request });
      act(instance, { name, args, author: null, occasion, within: options.actionTimeout, isAnswered: true }, (ending) => {
        ledger.after(() => (ending.how === "returned" ? resolve(ending.output) : reject(fromErrorData(ending.error))));
        if (ending.how === "returned") over();
      });
    });
  });
}
