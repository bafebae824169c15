import type { SocketCloseEvent, SocketErrorEvent, SocketEvent, SocketEvents, SocketMessageEvent, UniversalWebSocket } from "../contract/socket.ts";

/** Where what the actor says goes, in order with everything else it lets out. */
export interface SocketPeer {
  message(data: string | Uint8Array, left: () => void): void;
  close(code: number, reason: string): void;
}

type Handler<Name extends keyof SocketEvents> = ((event: SocketEvents[Name]) => void) | null;
// Which events a listener takes, its place in the map says.
type AnyListener = ((event: never) => void) | { handleEvent(event: never): void };

/** The actor's end of a raw WebSocket. `report` hears what listeners throw: the next one is called all the same. */
export class ActorSocket implements UniversalWebSocket {
  readonly CONNECTING = 0;
  readonly OPEN = 1;
  readonly CLOSING = 2;
  readonly CLOSED = 3;
  readonly protocol = "";
  readonly extensions = "";
  readonly url: string;
  binaryType: "arraybuffer" | "blob" = "arraybuffer";
  onopen: Handler<"open"> = null;
  onmessage: Handler<"message"> = null;
  onclose: Handler<"close"> = null;
  onerror: Handler<"error"> = null;
  #state: 0 | 1 | 2 | 3 = 1;
  #unsent = 0;
  readonly #listeners = new Map<string, Map<AnyListener, { readonly once: boolean }>>();
  readonly #peer: SocketPeer;
  readonly #report: (error: unknown) => void;

  constructor(url: string, peer: SocketPeer, report: (error: unknown) => void) {
    this.url = url;
    this.#peer = peer;
    this.#report = report;
  }

  get readyState(): 0 | 1 | 2 | 3 {
    return this.#state;
  }
  get bufferedAmount(): number {
    return this.#unsent;
  }

  send(data: string | ArrayBuffer | ArrayBufferView): void {
    const own = typeof data === "string" ? data : bytesOf(data);
    if (this.#state !== this.OPEN) return;
    this.#unsent += own.length;
    this.#peer.message(own, () => (this.#unsent -= own.length));
  }

  close(code = 1000, reason = ""): void {
    if (code !== 1000 && !(code >= 3000 && code < 5000)) throw new RangeError(`A socket is closed with 1000, or 3000 to 4999, not ${code}.`);
    if (this.#state >= this.CLOSING) return;
    this.#state = this.CLOSING;
    this.#peer.close(code, reason);
  }

  addEventListener<Name extends keyof SocketEvents>(
    type: Name,
    listener: ((event: SocketEvents[Name]) => void) | { handleEvent(event: SocketEvents[Name]): void },
    options?: boolean | { readonly once?: boolean },
  ): void {
    let own = this.#listeners.get(type);
    if (own === undefined) this.#listeners.set(type, (own = new Map()));
    if (!own.has(listener)) own.set(listener, { once: typeof options === "object" && options.once === true });
  }

  removeEventListener<Name extends keyof SocketEvents>(
    type: Name,
    listener: ((event: SocketEvents[Name]) => void) | { handleEvent(event: SocketEvents[Name]): void },
  ): void {
    this.#listeners.get(type)?.delete(listener);
  }

  /** The other end spoke. */
  receive(data: string | Uint8Array): void {
    if (this.#state !== this.OPEN) return;
    const event: SocketMessageEvent = { type: "message", target: this, data: this.#received(data) };
    this.#tell("message", this.onmessage, event);
  }

  opened(): void {
    const event: SocketEvent = { type: "open", target: this };
    if (this.#state === this.OPEN) this.#tell("open", this.onopen, event);
  }

  /** It is over. Whoever was cut off hears of an error first. */
  closed(code: number, reason: string): void {
    if (this.#state === this.CLOSED) return;
    this.#state = this.CLOSED;
    const wasClean = code !== 1006;
    if (!wasClean) {
      const message = reason || "The connection was lost.";
      const failure: SocketErrorEvent = { type: "error", target: this, message, error: new Error(message) };
      this.#tell("error", this.onerror, failure);
    }
    const event: SocketCloseEvent = { type: "close", target: this, code, reason, wasClean };
    this.#tell("close", this.onclose, event);
  }

  #received(data: string | Uint8Array): unknown {
    if (typeof data === "string") return data;
    const bytes = Uint8Array.from(data);
    return this.binaryType === "blob" ? new Blob([bytes]) : bytes.buffer;
  }

  #tell<E extends SocketEvent>(type: string, handler: ((event: E) => void) | null, event: E): void {
    const listeners = [...(this.#listeners.get(type) ?? [])];
    const all: ((event: E) => void)[] = handler === null ? [] : [handler];
    for (const [listener, { once }] of listeners) {
      if (once) this.#listeners.get(type)?.delete(listener);
      const call = typeof listener === "function" ? listener : listener.handleEvent.bind(listener);
      all.push(call as (event: E) => void); // it was added for events of this type
    }
    for (const call of all) {
      try {
        const done: unknown = call.call(this, event);
        if (done instanceof Promise) done.catch(this.#report);
      } catch (error) {
        this.#report(error);
      }
    }
  }
}

/** A copy: what is sent may be changed right after. */
function bytesOf(data: ArrayBuffer | ArrayBufferView): Uint8Array {
  if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice();
  if (data instanceof ArrayBuffer) return new Uint8Array(data.slice(0));
  throw new TypeError("A socket sends texts, ArrayBuffers and views of them.");
}
