import ReconnectingWebSocket from "partysocket/ws";
import type { OpenLink } from "../ports/link.ts";
import { SUBPROTOCOL } from "../protocol/version.ts";

/** A constructor like the browser's, for where there is none. */
export type WebSocketConstructor = new (url: string, protocols?: string | string[]) => object;

/** A link over a WebSocket that comes back by itself, at first after about a quarter of a second, then ever slower. */
export function webSocketLink(constructor?: WebSocketConstructor): OpenLink {
  return (url, events) => {
    let isClosed = false;
    const connect = (): ReconnectingWebSocket => {
      const fresh = new ReconnectingWebSocket(url, SUBPROTOCOL, {
        ...(constructor === undefined ? {} : { WebSocket: constructor }),
        // Spread out, so that clients which lost one server do not return in step.
        minReconnectionDelay: 150 + Math.random() * 200,
        maxReconnectionDelay: 8_000 + Math.random() * 8_000,
        reconnectionDelayGrowFactor: 1.8,
        connectionTimeout: 10_000,
        maxEnqueuedMessages: 0,
      });
      const whenCurrent = (heard: () => void): void => {
        if (!isClosed && fresh === socket) heard();
      };
      fresh.addEventListener("open", () => whenCurrent(() => events.up()));
      fresh.addEventListener("close", ({ reason, code }) => whenCurrent(() => events.down(reason || String(code))));
      fresh.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
        if (typeof data === "string") whenCurrent(() => events.frame(data));
      });
      return fresh;
    };
    let socket = connect();
    const isOpen = (): boolean => socket.readyState === socket.OPEN;
    return {
      send(frame) {
        if (isOpen()) socket.send(frame);
      },
      hurry() {
        // A socket that waits for its next attempt cannot be hurried: a fresh one tries at once.
        if (isClosed || isOpen()) return;
        const before = socket;
        socket = connect();
        before.close();
      },
      restart: () => socket.reconnect(),
      close() {
        isClosed = true;
        socket.close();
      },
    };
  };
}
