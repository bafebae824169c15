import { INSPECTOR_PATH, INSPECTOR_SUBPROTOCOL, type InspectorChannel, type InspectorEvents, type ToInspected } from "@rivulet/runtime/inspector";
import { WebSocket } from "ws";

/** The way to a server's inspector. What is said before it is open waits. */
export function inspectorChannel(url: string, token: string | undefined, events: InspectorEvents): InspectorChannel {
  const address = `${url.replace(/\/+$/, "").replace(/^http/, "ws")}${INSPECTOR_PATH}`;
  const socket = new WebSocket(address, INSPECTOR_SUBPROTOCOL, token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } });
  let waiting: ToInspected[] | null = [];
  socket.on("open", () => {
    for (const message of waiting ?? []) socket.send(JSON.stringify(message));
    waiting = null;
  });
  socket.on("message", (data) => {
    let message: unknown;
    try {
      message = JSON.parse(String(data));
    } catch {
      message = undefined;
    }
    events.hear(message);
  });
  socket.on("error", (error) => events.closed(`There is no inspector at ${address}: ${"code" in error ? String(error.code) : error.message}`));
  socket.on("close", (_, reason) => events.closed(reason.length === 0 ? `The connection to ${address} was lost.` : String(reason)));
  return {
    send(message) {
      if (waiting !== null) waiting.push(message);
      else if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
    },
    close: () => socket.close(),
  };
}
