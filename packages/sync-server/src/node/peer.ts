import type { Duplex } from "node:stream";
import type { WebSocket } from "ws";
import type { Peer } from "../gateway/peer.ts";

/** A WebSocket as the surface knows it. What one turn of the event loop says leaves together. */
export function peerOf(socket: WebSocket, stream: Duplex): Peer {
  let isCorked = false;
  const cork = (): void => {
    if (isCorked) return;
    isCorked = true;
    stream.cork();
    process.nextTick(() => {
      isCorked = false;
      stream.uncork();
    });
  };
  return {
    send(data) {
      cork();
      socket.send(data);
    },
    buffered: () => socket.bufferedAmount,
    close: (code, reason) => socket.close(code, reason),
  };
}
