import { actorError } from "../errors/actor-error.ts";
import type { Gateway, RawSocket } from "../ports/gateway.ts";
import type { Timers } from "../ports/timers.ts";
import { makeRemoteClient } from "../remote/client.ts";
import type { RemoteParts } from "../remote/parts.ts";
import type { Transport } from "../remote/transport.ts";
import type { RemoteClient } from "../remote/types.ts";
import { withAccessors } from "../remote/with-accessors.ts";
import { ActorSocket } from "./actor-socket.ts";

/**
 * What actor code gets from `c.client()`: RivetKit's client, without a network. Its connections last until they are disposed
 * of, or `ended` aborts.
 */
export function inlineClient(parts: Omit<RemoteParts, "transport">, gateway: Gateway, ended?: AbortSignal): RemoteClient {
  const transport = inlineTransport(gateway, parts.timers, (err) => parts.log.error({ msg: "a listener of a WebSocket threw", err }));
  const { client } = makeRemoteClient({ ...parts, transport });
  ended?.addEventListener("abort", () => void client.dispose());
  return withAccessors(client);
}

/** `report` hears what the listeners of raw sockets throw. */
function inlineTransport(gateway: Gateway, timers: Timers, report: (error: unknown) => void): Transport {
  return {
    resolve: async (query) => (await gateway.resolve(query)).actor.id,
    create: async (name, key, { input }) => (await gateway.create(name, key, input)).id,
    action: (query, name, args, caller) => gateway.action(query, name, args, caller),
    connect: (query, params, events) => gateway.connect(query, { params }, events),
    fetch(query, { path, init }, caller) {
      const request = new Request(`http://actor/${path}`, init);
      return gateway.fetch(query, request, { ...caller, request });
    },
    webSocket: (query, path, _protocols, caller) => {
      const request = new Request(`http://actor/${path}`);
      return openSocket((peer) => gateway.webSocket(query, { ...caller, request }, peer), request.url, timers, report);
    },
    gatewayUrl: () => Promise.reject(actorError("feature/unsupported", "Within the server an actor has no URL.")),
  };
}

/** The caller's end of a raw socket. Whoever waited for it can listen before it says anything. */
async function openSocket(
  open: (peer: RawSocket) => Promise<RawSocket>,
  url: string,
  timers: Timers,
  report: (error: unknown) => void,
): Promise<WebSocket> {
  const early: (() => void)[] = [];
  let isHeard = false;
  const tell = (say: () => void): void => (isHeard ? say() : void early.push(say));
  const actor = await open({
    message: (data) => tell(() => socket.receive(data)),
    close: (code, reason) => tell(() => socket.closed(code, reason)),
  });
  const socket = new ActorSocket(
    url,
    {
      message(data, left) {
        left();
        actor.message(data);
      },
      close(code, reason) {
        actor.close(code, reason);
        timers.after(0, () => socket.closed(code, reason));
      },
    },
    report,
  );
  timers.after(0, () => {
    isHeard = true;
    socket.opened();
    for (const say of early) say();
  });
  return socket as object as WebSocket; // of which it has the members
}
