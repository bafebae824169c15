import { isError } from "../errors/actor-error.ts";
import { MalformedResponseMessage } from "../errors/client-errors.ts";
import type { RemoteCaller, RemoteQuery, Transport } from "../remote/transport.ts";
import type { Encoding } from "../wire/encoding.ts";
import { actorDirectory, type Directory } from "./actor-directory.ts";
import { ask, bodyOf } from "./http-answer.ts";
import { type HttpParts, paramsHeader, socketProtocols } from "./http-parts.ts";
import { openConnection } from "./socket-connection.ts";

/** RivetKit's protocol by HTTP and WebSocket. */
export function httpTransport(parts: HttpParts): Transport {
  const directory = actorDirectory(parts);
  const gateway = (id: string): string => `${directory.base()}/gateway/${actorPath(parts, id)}`;

  const act = async (id: string, name: string, args: readonly unknown[], caller: RemoteCaller): Promise<unknown> => {
    const encoding = await parts.encoding();
    const response = await ask(parts.fetch, `${gateway(id)}/action/${encodeURIComponent(name)}`, {
      method: "POST",
      headers: { ...headersOf(parts, caller), "content-type": encoding.contentType, "x-rivet-encoding": encoding.name },
      // A frame is a text or bytes, as `fetch` takes them.
      body: encoding.request.encode(args) as BodyInit,
      ...signalOf(caller),
    });
    return outputOf(await bodyOf(response, encoding), encoding);
  };

  return {
    resolve: (query, signal) => directory.find(query, signal),
    create: (name, key, creation, signal) => directory.create(name, key, creation, signal),
    action: (query, name, args, caller) => withKnownId(directory, query, caller, (id) => act(id, name, args, caller)),
    connect(query, params, events) {
      const opening = async (signal: AbortSignal) => {
        const [encoding, id] = await Promise.all([parts.encoding(), directory.find(query, signal)]);
        return { encoding, socket: openSocket(parts, `${gateway(id)}/connect`, socketProtocols(encoding.name, params)) };
      };
      return openConnection(opening, events);
    },
    async fetch(query, { path, init }, caller) {
      const url = `${gateway(await directory.find(query, caller.signal))}/request/${path}`;
      const headers = new Headers("headers" in init ? (init.headers) : {}); // as `fetch` takes it
      // They speak for this client, whoever wrote the request.
      for (const name of [...headers.keys()]) if (name.startsWith("x-rivet-")) headers.delete(name);
      for (const [name, value] of Object.entries(headersOf(parts, caller))) if (!headers.has(name)) headers.set(name, value);
      return ask(parts.fetch, url, { ...init, headers, ...signalOf(caller) });
    },
    async webSocket(query, path, protocols, caller) {
      const id = await directory.find(query, caller.signal);
      return openSocket(parts, `${gateway(id)}/websocket/${path}`, [...socketProtocols("bare", caller.params), ...protocols]);
    },
    gatewayUrl: async (query) => gateway(await directory.find(query)),
  };
}

/**
 * Works with an id that is known from an earlier call, which saves asking for it. Where there is no such actor any more, the
 * key may by now be another's: then nothing was done, and it is done with that one.
 */
async function withKnownId<T>(
  directory: Directory,
  query: RemoteQuery,
  { signal }: RemoteCaller,
  work: (id: string) => Promise<T>,
): Promise<T> {
  const known = directory.known(query);
  if (known === undefined) return work(await directory.find(query, signal));
  try {
    return await work(known);
  } catch (error) {
    if (!isError(error, "actor/not_found")) throw error;
    const id = await directory.find(query, signal);
    // The same actor: it is another that it could not find.
    if (id === known) throw error;
    return work(id);
  }
}

function outputOf(body: Uint8Array, encoding: Encoding): unknown {
  try {
    return encoding.response.decode(body);
  } catch (error) {
    throw new MalformedResponseMessage(`The output of the action cannot be read: ${String(error)}`);
  }
}

function headersOf({ headers, endpoint: { token } }: HttpParts, { params }: RemoteCaller): Record<string, string> {
  return {
    ...headers,
    ...(token === undefined ? {} : { "x-rivet-token": token }),
    ...(params === undefined ? {} : { "x-rivet-conn-params": paramsHeader(params) }),
  };
}

function signalOf({ signal }: RemoteCaller): RequestInit {
  return signal === undefined ? {} : { signal: signal }; // the platform's own
}

function actorPath({ endpoint: { token } }: HttpParts, id: string): string {
  return encodeURIComponent(id) + (token === undefined ? "" : `@${encodeURIComponent(token)}`);
}

function openSocket({ webSocket }: HttpParts, url: string, protocols: string[]): WebSocket {
  const socket = webSocket(url.replace(/^http/, "ws"), protocols);
  socket.binaryType = "arraybuffer";
  return socket;
}
