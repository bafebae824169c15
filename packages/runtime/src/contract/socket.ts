/** What a raw WebSocket tells its listeners, by the event's name. */
export interface SocketEvents {
  readonly open: SocketEvent;
  readonly message: SocketMessageEvent;
  readonly close: SocketCloseEvent;
  readonly error: SocketErrorEvent;
}

export interface SocketEvent {
  readonly type: string;
  readonly target: UniversalWebSocket;
}

export interface SocketMessageEvent extends SocketEvent {
  /** A text, or bytes as `binaryType` says. */
  // As the web's own event has it: who parses it knows what was sent.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly data: any;
}

export interface SocketCloseEvent extends SocketEvent {
  readonly code: number;
  readonly reason: string;
  readonly wasClean: boolean;
}

export interface SocketErrorEvent extends SocketEvent {
  readonly message: string;
  readonly error: unknown;
}

type Listener<E> = ((event: E) => void) | { handleEvent(event: E): void };
type Handler<E> = ((event: E) => void) | null;

/**
 * The actor's end of a raw WebSocket, with the members that the web's sockets have on every platform.
 *
 * Open from the start: what `onWebSocket` sends goes out at once, and `open` is told once the handler has returned.
 * Follows RivetKit's page “Low-Level WebSocket Handler”.
 */
export interface UniversalWebSocket {
  readonly CONNECTING: 0;
  readonly OPEN: 1;
  readonly CLOSING: 2;
  readonly CLOSED: 3;
  readonly readyState: 0 | 1 | 2 | 3;
  readonly url: string;
  readonly protocol: string;
  readonly extensions: string;
  /** Bytes that were sent and have not left yet. */
  readonly bufferedAmount: number;
  /** What bytes are received as. Default `"arraybuffer"`. */
  binaryType: "arraybuffer" | "blob";
  onopen: Handler<SocketEvent>;
  onmessage: Handler<SocketMessageEvent>;
  onclose: Handler<SocketCloseEvent>;
  onerror: Handler<SocketErrorEvent>;
  send(data: string | ArrayBuffer | ArrayBufferView): void;
  close(code?: number, reason?: string): void;
  addEventListener<Name extends keyof SocketEvents>(
    type: Name,
    listener: Listener<SocketEvents[Name]>,
    options?: boolean | { readonly once?: boolean },
  ): void;
  removeEventListener<Name extends keyof SocketEvents>(type: Name, listener: Listener<SocketEvents[Name]>): void;
}
