import type { Channel } from "../ports/channel.ts";

/** A channel on BroadcastChannel; silent where there is none. */
export function broadcastChannel(name: string): Channel {
  if (typeof BroadcastChannel === "undefined") return { post() {}, listen: () => () => {}, close() {} };
  const channel = new BroadcastChannel(name);
  return {
    post: (message) => channel.postMessage(message),
    listen(listener) {
      const hear = (event: Event): void => {
        if (event instanceof MessageEvent && typeof event.data === "string") listener(event.data);
      };
      channel.addEventListener("message", hear);
      return () => channel.removeEventListener("message", hear);
    },
    close: () => channel.close(),
  };
}
