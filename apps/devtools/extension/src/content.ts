import { FROM_PAGE, PAGE_PORT, READY, TO_PAGE } from "./names.ts";

/** Names the ports of this page's time. */
let ports = 0;

// Hands messages between a panel and the page's own script. It understands none of them.
chrome.runtime.onConnect.addListener((port) => {
  if (port.name !== PAGE_PORT) return;
  const name = `extension ${++ports}`;
  const hear = ({ source, data }: MessageEvent<unknown>): void => {
    if (source !== window || typeof data !== "object" || data === null || Reflect.get(data, "source") !== FROM_PAGE) return;
    if (Reflect.get(data, "isReady") === true) port.postMessage(READY);
    else if (Reflect.get(data, "port") === name) port.postMessage(Reflect.get(data, "message"));
  };
  window.addEventListener("message", hear);
  port.onMessage.addListener((message: unknown) => window.postMessage({ source: TO_PAGE, port: name, message }, "*"));
  port.onDisconnect.addListener(() => {
    window.removeEventListener("message", hear);
    window.postMessage({ source: TO_PAGE, port: name, isOver: true }, "*");
  });
});
