/** The server's end of a WebSocket of any kind. */
export interface Peer {
  send(data: string | Uint8Array): void;
  /** Bytes handed to `send` that the network has not taken yet. */
  buffered(): number;
  close(code: number, reason: string): void;
}

/** What a WebSocket tells; the adapter calls these in the order of arrival, and `closed` once, last. */
export interface PeerEvents {
  message(data: string | Uint8Array): void;
  closed(code: number, reason: string): void;
}

/** How to open a WebSocket. */
export interface Opening {
  /** The subprotocol to choose. */
  readonly protocol: string | null;
  readonly start: (peer: Peer) => PeerEvents;
}

/** Something failed on this side; the reason is the error's `group.code`, which RivetKit's clients read. */
export const FAILED = 1011;

/** A WebSocket's reasons have at most this many bytes. */
const LONGEST_REASON = 123;

/** A reason that may be sent. */
export function reasonOf(text: string): string {
  let reason = text.slice(0, LONGEST_REASON);
  const encoder = new TextEncoder();
  while (encoder.encode(reason).length > LONGEST_REASON) reason = reason.slice(0, -1);
  return reason;
}

/** A close code that may be sent. */
export function codeOf(code: number): number {
  const isReserved = code === 1004 || code === 1005 || code === 1006;
  return (code >= 1000 && code <= 1014 && !isReserved) || (code >= 3000 && code <= 4999) ? code : 1000;
}
