import type { Client } from "../contract/client.ts";
import type { TypedRegistry } from "../contract/typed.ts";
import { requireKnownKeys } from "../definition/known-keys.ts";
import { actorError } from "../errors/actor-error.ts";
import type { Logger } from "../ports/logger.ts";
import { makeRemoteClient, withAccessors } from "../remote/client.ts";
import type { Transport } from "../remote/transport.ts";
import { type EncodingName, isEncodingName, loadEncoding } from "../wire/encoding.ts";
import { endpointOf } from "./endpoint.ts";
import { httpTransport } from "./http-transport.ts";
import { consoleLogger, cryptoRandom, systemTimers, watchPage } from "./platform.ts";

/** A WebSocket constructor like the browser's, for where there is none. */
export type RawWebSocketConstructor = new (url: string, protocols?: string[]) => object;

/** How to reach the server. */
export interface ClientConfig {
  /**
   * The server's base URL, as in `https://namespace:token@host/path`. Default: `/api/rivet` of the page's origin; elsewhere
   * the variable `RIVET_ENDPOINT`, else `http://127.0.0.1:6420`.
   */
  readonly endpoint?: string;
  /** Shown to the server with every request. Default: the endpoint's, else the variable `RIVET_TOKEN`. */
  readonly token?: string;
  /** Default: the endpoint's, else the variable `RIVET_NAMESPACE`, else `default`. */
  readonly namespace?: string;
  /** The pool of runners on which a RivetKit server makes actors. Default `default`. */
  readonly runnerName?: string;
  /** How values travel. `cbor` and `bare` keep dates, maps and sets, and are loaded when first used. Default `json`. */
  readonly encoding?: EncodingName;
  /** Sent with each HTTP request; WebSockets cannot carry any. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Never ask the server whether its actors live elsewhere. Default false: asked where the server has none. */
  readonly disableMetadataLookup?: boolean;
  /** In the place of the platform's `fetch`. */
  readonly fetch?: typeof globalThis.fetch;
  /** A WebSocket constructor, where the platform has none. */
  readonly WebSocket?: RawWebSocketConstructor;
  /** Hears connection errors that nobody listens for. Default: the console. */
  readonly logger?: Logger;
}

const KEYS = [
  "endpoint",
  "token",
  "namespace",
  "runnerName",
  "encoding",
  "headers",
  "disableMetadataLookup",
  "fetch",
  "WebSocket",
  "logger",
];

/**
 * RivetKit's client: actors are called where they are, and nothing is kept here.
 *
 * Throws `definition/invalid` on keys it does not know. Follows RivetKit's page “JavaScript Client”.
 */
export function createClient<R extends TypedRegistry>(config: string | ClientConfig = {}): Client<R> {
  const given = typeof config === "string" ? { endpoint: config } : config;
  requireKnownKeys("createClient()", given, KEYS);
  const timers = systemTimers();
  const { client, hurry } = makeRemoteClient({
    transport: transportOf(given),
    timers,
    random: cryptoRandom(),
    log: given.logger ?? consoleLogger(),
  });
  const stop = watchPage({ woke: hurry, freezes: () => {} });
  const whole = withAccessors({
    ...client,
    dispose() {
      stop();
      return client.dispose();
    },
  });
  // It answers to whatever names the registry has; the type says which.
  return whole as unknown as Client<R>;
}

/** How a client so configured reaches actors. Throws `definition/invalid`. */
export function transportOf(config: ClientConfig): Transport {
  const { encoding = "json", runnerName = "default", headers = {}, disableMetadataLookup = false } = config;
  if (!isEncodingName(encoding)) {
    throw actorError("definition/invalid", `encoding must be "json", "cbor" or "bare"; it is ${JSON.stringify(encoding)}.`);
  }
  return httpTransport({
    endpoint: endpointOf(config),
    runnerName,
    headers,
    // Looked up at each call: tests and service workers put others in its place.
    fetch: config.fetch ?? ((input, init) => fetch(input, init)),
    webSocket: (url, protocols) => newWebSocket(config.WebSocket, url, protocols),
    encoding: () => loadEncoding(encoding),
    followsMetadata: !disableMetadataLookup,
  });
}

function newWebSocket(constructor: RawWebSocketConstructor | undefined, url: string, protocols: string[]): WebSocket {
  if (constructor === undefined && typeof WebSocket === "undefined") {
    throw actorError("definition/invalid", "This platform has no WebSocket. Give createClient one: { WebSocket }.");
  }
  // What is given has the members of the web's own.
  return new (constructor ?? WebSocket)(url, protocols) as WebSocket;
}
