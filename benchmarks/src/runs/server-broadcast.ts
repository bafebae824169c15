// The control: a bare WebSocket server that sends what it is sent to everybody who does not write.

import { type WebSocket, WebSocketServer } from "ws";
import { listening, place } from "../lib/serving.ts";

const server = new WebSocketServer({ port: place().port, perMessageDeflate: false });
const readers = new Set<WebSocket>();
server.on("connection", (socket, { url }) => {
  if (url !== "/write") readers.add(socket);
  socket.on("close", () => readers.delete(socket));
  socket.on("message", (data) => {
    const text = String(data);
    for (const reader of readers) reader.send(text);
  });
});
server.on("listening", listening);
