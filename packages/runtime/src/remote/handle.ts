import type { GetOptions } from "../contract/client.ts";
import { type LiveConnection, makeConnection } from "./connection.ts";
import type { RemoteParts } from "./parts.ts";
import { rawRequest } from "./raw-request.ts";
import type { RemoteCaller, RemoteQuery } from "./transport.ts";
import type { AnyHandle, RemoteHandle } from "./types.ts";
import { unlessAborted } from "./unless-aborted.ts";
import { withActions } from "./with-actions.ts";

/** A handle with its actions. `connections` holds those that are not disposed of. */
export function makeHandle(
  parts: RemoteParts,
  query: RemoteQuery,
  options: GetOptions,
  connections: Set<LiveConnection>,
): AnyHandle {
  const { transport } = parts;
  const { params, getParams, signal: always } = options;

  /** Does something with what the caller has to show; at once, unless that must be asked for. */
  const asCaller = <T>(signal: AbortSignal | undefined, work: (caller: RemoteCaller) => Promise<T>): Promise<T> => {
    return unlessAborted(signal ?? always, async (either) => {
      const shown: unknown = getParams === undefined ? params : await getParams();
      return work(either === undefined ? { params: shown } : { params: shown, signal: either });
    });
  };
  const webSocket: RemoteHandle["webSocket"] = (path = "", protocols = []) => {
    const given = typeof protocols === "string" ? [protocols] : protocols;
    return asCaller(undefined, (caller) => transport.webSocket(query, path.replace(/^\//, ""), given, caller));
  };

  return withActions<Promise<unknown>, RemoteHandle>({
    connect(own) {
      const shown = own === undefined ? options : { params: own };
      const connection = makeConnection(parts, query, shown, () => connections.delete(connection));
      connections.add(connection);
      return withActions<Promise<unknown>, LiveConnection>(connection);
    },
    action: ({ name, args, signal }) => asCaller(signal, (caller) => transport.action(query, name, args, caller)),
    resolve: ({ signal } = {}) => unlessAborted(signal ?? always, (either) => transport.resolve(query, either)),
    fetch(input, init) {
      const { path, init: rest, signal } = rawRequest(input, init);
      return asCaller(signal, (caller) => transport.fetch(query, { path, init: rest }, caller));
    },
    webSocket,
    websocket: webSocket,
    getGatewayUrl: () => unlessAborted(always, () => transport.gatewayUrl(query)),
  });
}
