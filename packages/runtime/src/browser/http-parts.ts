import type { Encoding, EncodingName } from "../wire/encoding.ts";
import type { Endpoint } from "./endpoint.ts";

/** What speaking by HTTP needs. */
export interface HttpParts {
  readonly endpoint: Endpoint;
  /** The pool of runners on which actors are made, where a server has several. */
  readonly runnerName: string;
  /** Sent with each request; a page cannot send any with a WebSocket. */
  readonly headers: Readonly<Record<string, string>>;
  readonly fetch: typeof globalThis.fetch;
  readonly webSocket: (url: string, protocols: string[]) => WebSocket;
  readonly encoding: () => Promise<Encoding>;
  /** Whether a server may say that its actors live elsewhere. */
  readonly followsMetadata: boolean;
}

/** Params as a header: JSON without a character that headers cannot hold. */
export function paramsHeader(params: unknown): string {
  return JSON.stringify(params).replace(/[\u007f-\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** What a WebSocket asks for by its subprotocols, which is all that a page can send with one. */
export function socketProtocols(encoding: EncodingName, params: unknown): string[] {
  const protocols = ["rivet", `rivet_encoding.${encoding}`];
  if (params !== undefined) protocols.push(`rivet_conn_params.${asToken(JSON.stringify(params))}`);
  return protocols;
}

/** A subprotocol takes no brackets, which URLs do. */
function asToken(text: string): string {
  return encodeURIComponent(text).replace(/[()]/g, (bracket) => (bracket === "(" ? "%28" : "%29"));
}
