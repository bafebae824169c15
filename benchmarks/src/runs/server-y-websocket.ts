// The server of y-websocket, in memory, on the `ws` that we use ourselves.

import type { IncomingMessage } from "node:http";
import { type WebSocket, WebSocketServer } from "ws";
import { peerFile } from "../lib/peers.ts";
import { listening, place } from "../lib/serving.ts";

/** As much of it as is used. */
interface Utils {
  setupWSConnection(socket: WebSocket, request: IncomingMessage): void;
}

const { setupWSConnection }: Utils = await import(peerFile("@y/websocket-server/src/utils.js"));
const server = new WebSocketServer({ port: place().port, perMessageDeflate: false });
server.on("connection", setupWSConnection);
server.on("listening", listening);
