import { settledArgs } from "../execution/run.ts";
import type { Connection, Gateway } from "../ports/gateway.ts";

/**
 * The gateway as one actor has it: whatever it asks leaves the actor in order with all else that it lets out, so that
 * nobody hears of what may yet be undone. What it passes on is copied at the call.
 */
export function gatedGateway(gateway: Gateway, emit: (deliver: () => void) => void): Gateway {
  const later = <T>(task: () => Promise<T>): Promise<T> =>
    new Promise((resolve, reject) => emit(() => void task().then(resolve, reject)));
  return {
    names: gateway.names,
    resolve: (query) => later(() => gateway.resolve(query)),
    create(name, key, input) {
      const [copied] = settledArgs([input], "input");
      return later(() => gateway.create(name, key, copied));
    },
    list: (ids) => later(() => gateway.list(ids)),
    listByName: (name) => later(() => gateway.listByName(name)),
    destroy: (id) => later(() => gateway.destroy(id)),
    readKv: (id, key) => later(() => gateway.readKv(id, key)),
    action(query, name, args, caller) {
      const copied = settledArgs(args, name);
      return later(() => gateway.action(query, name, copied, caller));
    },
    connect(query, caller, events) {
      let opened: Connection | null = null;
      const waiting: ((connection: Connection) => void)[] = [];
      const say = (task: (connection: Connection) => void): void =>
        emit(() => (opened === null ? void waiting.push(task) : task(opened)));
      emit(() => {
        opened = gateway.connect(query, caller, events);
        for (const task of waiting) task(opened);
      });
      return {
        action(name, args, done) {
          const copied = settledArgs(args, name);
          say((connection) => connection.action(name, copied, done));
        },
        listen: (eventName, on) => say((connection) => connection.listen(eventName, on)),
        close: (reason) => say((connection) => connection.close(reason)),
      };
    },
    fetch: (query, request, caller) => later(() => gateway.fetch(query, request, caller)),
    webSocket: (query, caller, peer) => later(() => gateway.webSocket(query, caller, peer)),
  };
}
