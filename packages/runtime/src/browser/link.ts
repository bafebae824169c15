import type { Link, OpenLink } from "../ports/link.ts";
import { SUBPROTOCOL } from "../protocol/version.ts";
import { backoff } from "../util/backoff.ts";

/** As much of a WebSocket as a link needs; that of `ws` fits. */
export interface WebSocketLike {
  onopen: ((event: never) => void) | null;
  onclose: ((event: never) => void) | null;
  onmessage: ((event: never) => void) | null;
  onerror: ((event: never) => void) | null;
  send(frame: string): void;
  close(): void;
}

/** A constructor like the browser's, for where there is none. */
export type WebSocketConstructor = new (url: string, protocols?: string | string[]) => WebSocketLike;

/** An attempt to connect that takes longer than this, in milliseconds, has failed. */
const CONNECT_WITHIN = 10_000;

/** A link over a WebSocket that comes back by itself: after about a quarter of a second, then ever slower. */
export function webSocketLink(constructor?: WebSocketConstructor): OpenLink {
  return (url, events): Link => {
    let socket: WebSocketLike | null = null;
    let isOpen = false;
    let isClosed = false;
    let failures = 0;
    let timer: ReturnType<typeof setTimeout>;

    /** Forgets the present connection, whatever it may still say. */
    const drop = (reason: string): void => {
      clearTimeout(timer);
      const before = socket;
      socket = null;
      isOpen = false;
      before?.close();
      if (isClosed) return;
      events.down(reason);
      timer = setTimeout(connect, backoff(failures++, Math.random()));
    };

    const connect = (): void => {
      clearTimeout(timer);
      const own: WebSocketLike = new (constructor ?? WebSocket)(url, SUBPROTOCOL);
      socket = own;
      timer = setTimeout(() => drop("timeout"), CONNECT_WITHIN);
      own.onopen = () => {
        if (socket !== own) return;
        clearTimeout(timer);
        isOpen = true;
        events.up();
      };
      own.onclose = ({ code, reason }: CloseEvent) => {
        if (socket === own) drop(reason || String(code));
      };
      own.onmessage = ({ data }: MessageEvent<unknown>) => {
        if (socket !== own || typeof data !== "string") return;
        // Only who says something is there: a server may take a connection and hang up, again and again.
        failures = 0;
        events.frame(data);
      };
      // Every error is followed by a close.
      own.onerror = () => {};
    };

    const link: Link = {
      send(frame) {
        if (isOpen) socket?.send(frame);
      },
      hurry() {
        if (socket === null && !isClosed) connect();
      },
      restart: () => drop("restarted"),
      close() {
        isClosed = true;
        drop("closed");
      },
    };
    // Browsers note where a socket is made: in the midst of an app's script that costs as much as to read it all once more.
    queueMicrotask(link.hurry);
    return link;
  };
}
