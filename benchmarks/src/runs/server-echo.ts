// The control: a bare WebSocket server that parses what it is sent, and sends it back.

import { WebSocketServer } from "ws";
import { listening, place } from "../lib/serving.ts";

const server = new WebSocketServer({ port: place().port, perMessageDeflate: false });
server.on("connection", (socket) => {
  socket.on("message", (data) => socket.send(JSON.stringify(JSON.parse(String(data)))));
});
server.on("listening", listening);
