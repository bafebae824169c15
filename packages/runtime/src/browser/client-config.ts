import type { Logger } from "../ports/logger.ts";
import type { EncodingName } from "../wire/codec.ts";
import type { WebSocketConstructor } from "./link.ts";

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
  readonly WebSocket?: WebSocketConstructor;
  /** Hears connection errors that nobody listens for. Default: the console. */
  readonly logger?: Logger;
}

/** The keys of `ClientConfig`. */
export const CLIENT_KEYS = [
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
