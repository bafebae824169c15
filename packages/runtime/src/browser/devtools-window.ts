import type { Inspected, InspectorSession } from "../inspector/serve.ts";
import { serveInspector } from "../inspector/serve.ts";
import { isPlainObject } from "../value/kind.ts";

/** What marks messages between a page and the content script of the extension. */
const TO_PAGE = "rivulet.devtools.to-page";
const FROM_PAGE = "rivulet.devtools.from-page";

/**
 * Serves inspectors that reach the page by messages of its own window, as the extension does: each has a port of its own
 * name.
 */
export function serveWindow(inspected: Inspected): () => void {
  const sessions = new Map<string, InspectorSession>();
  const post = (what: object): void => window.postMessage(what, location.origin === "null" ? "*" : location.origin);
  const say = (port: string, message: unknown): void => post({ source: FROM_PAGE, port, message });
  const hear = ({ source, data }: MessageEvent<unknown>): void => {
    // Frames inside of the page are somebody else.
    if (source !== window || !isPlainObject(data) || data["source"] !== TO_PAGE) return;
    const { port, message, isOver } = data;
    if (typeof port !== "string") return;
    if (isOver === true) {
      sessions.get(port)?.close();
      sessions.delete(port);
      return;
    }
    let session = sessions.get(port);
    if (session === undefined) {
      session = serveInspector(inspected, { send: (answer) => say(port, answer), end: () => void sessions.delete(port) });
      sessions.set(port, session);
    }
    session.hear(message);
  };
  window.addEventListener("message", hear);
  // Who has asked before there was anybody to answer asks again.
  post({ source: FROM_PAGE, isReady: true });
  return () => {
    window.removeEventListener("message", hear);
    for (const session of sessions.values()) session.close();
  };
}
