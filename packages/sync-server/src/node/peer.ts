import type { Duplex } from "node:stream";
import { WebSocket } from "ws";
import type { Peer } from "../gateway/peer.ts";
import { encodeFrames } from "./frames.ts";

/** So many messages of a turn leave first: the other end goes on with them while the others are still being made. */
const FIRST = 4;

/** A WebSocket over a stream, as the surface knows it. What one turn of the event loop says leaves in two pieces at most. */
export function peerOf(socket: WebSocket, stream: Duplex): Peer {
  let said: (string | Uint8Array)[] = [];
  /** How much of it there is, in characters and bytes. */
  let size = 0;
  /** Messages of this turn, those that have left included. */
  let count = 0;
  const flush = (): void => {
    if (said.length === 0) return;
    const messages = said;
    said = [];
    size = 0;
    // Between two frames of the WebSocket's own, since it sends each of its own whole.
    if (socket.readyState === WebSocket.OPEN && stream.writable) stream.write(encodeFrames(messages));
  };
  const endTurn = (): void => {
    count = 0;
    flush();
  };
  return {
    send(data) {
      if (count++ === 0) process.nextTick(endTurn);
      said.push(data);
      size += data.length;
      if (count === FIRST) flush();
    },
    buffered: () => socket.bufferedAmount + size,
    close(code, reason) {
      flush();
      socket.close(code, reason);
    },
  };
}
