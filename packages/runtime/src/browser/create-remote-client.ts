import type { Client } from "../contract/client.ts";
import type { TypedRegistry } from "../contract/typed.ts";
import { requireKnownKeys } from "../definition/known-keys.ts";
import { actorError } from "../errors/actor-error.ts";
import { makeRemoteClient } from "../remote/client.ts";
import type { RemoteClient } from "../remote/types.ts";
import { withAccessors } from "../remote/with-accessors.ts";
import { isEncodingName, loadEncoding } from "../wire/encoding.ts";
import { CLIENT_KEYS, type ClientConfig } from "./client-config.ts";
import { endpointOf } from "./endpoint.ts";
import type { WebSocketConstructor } from "./link.ts";
import { httpTransport } from "./http-transport.ts";
import { consoleLogger, cryptoRandom, systemTimers, watchPage } from "./platform.ts";

/**
 * RivetKit's client: actors are called where they are, and nothing is kept here.
 *
 * Throws `definition/invalid` on keys it does not know, and on an endpoint that is none. Follows RivetKit's page “JavaScript Client”.
 */
export function createClient<R extends TypedRegistry>(config: string | ClientConfig = {}): Client<R> {
  const given = typeof config === "string" ? { endpoint: config } : config;
  requireKnownKeys("createClient()", given, CLIENT_KEYS);
  // It answers to whatever names the registry has; the type says which.
  return withAccessors(remoteClient(given)) as unknown as Client<R>;
}

/** The client without accessors, by a configuration of which it takes what it knows. Throws `definition/invalid`. */
export function remoteClient(config: ClientConfig): RemoteClient {
  const { encoding = "json", runnerName = "default", headers = {}, disableMetadataLookup = false, logger = consoleLogger() } = config;
  if (!isEncodingName(encoding)) {
    throw actorError("definition/invalid", `encoding must be "json", "cbor" or "bare"; it is ${JSON.stringify(encoding)}.`);
  }
  const transport = httpTransport({
    endpoint: endpointOf(config),
    runnerName,
    headers,
    // Looked up at each call: tests and service workers put others in its place.
    fetch: config.fetch ?? ((input, init) => fetch(input, init)),
    webSocket: (url, protocols) => newWebSocket(config.WebSocket, url, protocols),
    encoding: () => loadEncoding(encoding),
    followsMetadata: !disableMetadataLookup,
  });
  const { client, hurry } = makeRemoteClient({ transport, timers: systemTimers(), random: cryptoRandom(), log: logger });
  const stop = watchPage({ woke: hurry, freezes: () => {} });
  return {
    ...client,
    dispose() {
      stop();
      return client.dispose();
    },
  };
}

function newWebSocket(constructor: WebSocketConstructor | undefined, url: string, protocols: string[]): WebSocket {
  if (constructor === undefined && typeof WebSocket === "undefined") {
    throw actorError("definition/invalid", "This platform has no WebSocket. Give createClient one: { WebSocket }.");
  }
  // What is given has the members of the web's own.
  return new (constructor ?? WebSocket)(url, protocols) as unknown as WebSocket;
}
