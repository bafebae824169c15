import { INSPECTOR_PATH, INSPECTOR_SUBPROTOCOL, type InspectorChannel, type InspectorEvents, messageIn, offerOfToken, type ToInspected } from "@rivulet/runtime/inspector";

/** The way to a server's inspector over a WebSocket. What is said before it is open waits. */
export function serverChannel(url: string, token: string | null, events: InspectorEvents): InspectorChannel {
  const address = `${url.replace(/\/+$/, "").replace(/^http/, "ws")}${INSPECTOR_PATH}`;
  const socket = new WebSocket(address, token === null ? [INSPECTOR_SUBPROTOCOL] : [INSPECTOR_SUBPROTOCOL, offerOfToken(token)]);
  let waiting: ToInspected[] | null = [];
  socket.addEventListener("open", () => {
    for (const message of waiting ?? []) socket.send(JSON.stringify(message));
    waiting = null;
  });
  socket.addEventListener("message", ({ data }) => events.hear(messageIn(String(data))));
  socket.addEventListener("close", ({ reason }) => events.closed(reason));
  return {
    send(message) {
      if (waiting !== null) waiting.push(message);
      else if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
    },
    close: () => socket.close(),
  };
}
