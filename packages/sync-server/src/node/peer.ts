import type { Duplex } from "node:stream";
import { WebSocket } from "ws";
import type { Peer } from "../gateway/peer.ts";
import { encodeFrames } from "./frames.ts";

/** A WebSocket over a stream, as the surface knows it. What one turn of the event loop says leaves together. */
export function peerOf(socket: WebSocket, stream: Duplex): Peer {
  let said: (string | Uint8Array)[] = [];
  /** How much of it there is, in characters and bytes. */
  let size = 0;
  const flush = (): void => {
    if (said.length === 0) return;
    const messages = said;
    said = [];
    size = 0;
    // Between two frames of the WebSocket's own, since it sends each of its own whole.
    if (socket.readyState === WebSocket.OPEN && stream.writable) stream.write(encodeFrames(messages));
  };
  return {
    send(data) {
      if (said.length === 0) process.nextTick(flush);
      said.push(data);
      size += data.length;
    },
    buffered: () => socket.bufferedAmount + size,
    close(code, reason) {
      flush();
      socket.close(code, reason);
    },
  };
}
