import type { ActorConnBase } from "../contract/client.ts";
import { apply, methods } from "./methods.ts";
import type { AnyHandle, RemoteClient, RemoteConnection, RemoteHandle } from "./types.ts";
import { withActions } from "./with-actions.ts";

/** A client of which the code is loaded when something is first asked of an actor. */
export function lazyClient(load: () => Promise<RemoteClient>): RemoteClient {
  let client: Promise<RemoteClient> | undefined;
  const loaded = (): Promise<RemoteClient> => (client ??= load());
  return {
    ...methods("get getOrCreate getForId", (name, args) => {
      return withActions(lazyHandle(async () => apply(await loaded(), name, args) as AnyHandle)); // as each of them gives
    }),
    create: async (...args: Parameters<RemoteClient["create"]>) => (await loaded()).create(...args),
    dispose: async () => (await client)?.dispose(),
  } as RemoteClient; // with the methods named
}

/** A handle of which the code is loaded when something is asked of it first; what is asked keeps its order. */
function lazyHandle(load: () => Promise<AnyHandle>): RemoteHandle {
  let handle: Promise<AnyHandle> | undefined;
  const lazy = {
    ...methods("action resolve fetch webSocket websocket getGatewayUrl", (name, args) =>
      (handle ??= load()).then((own) => apply(own, name, args)),
    ),
    connect: (params: unknown) => withActions(lazyConnection((handle ??= load()).then((own) => own.connect(params)))),
  };
  return lazy as object as RemoteHandle; // with the methods named
}

/** A connection that is made while one already speaks to it. */
function lazyConnection(loading: Promise<ActorConnBase>): RemoteConnection {
  let loaded: ActorConnBase | null = null;
  loading.then((own) => (loaded = own), () => {});
  return {
    // Listens as soon as there is something to listen to.
    ...methods("on once onError onOpen onClose onStatusChange", (name, args) => {
      let stop: unknown = true;
      loading.then((own) => stop && (stop = apply(own, name, args)), () => {});
      return () => {
        if (typeof stop === "function") stop();
        stop = false;
      };
    }),
    action: (request: never) => loading.then((own) => own.action(request)),
    dispose: () => loading.then((own) => own.dispose(), () => {}),
    get connStatus() {
      return loaded?.connStatus ?? "connecting";
    },
    get isConnected() {
      return loaded?.isConnected === true;
    },
  } as object as RemoteConnection; // with the methods named
}
