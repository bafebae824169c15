import { type Channel, SILENT_CHANNEL } from "../ports/channel.ts";

/** A channel on BroadcastChannel; silent where there is none. */
export function broadcastChannel(name: string): Channel {
  if (typeof BroadcastChannel === "undefined") return SILENT_CHANNEL;
  const channel = new BroadcastChannel(name);
  return {
    post: (message) => channel.postMessage(message),
    listen(listener) {
      channel.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
        if (typeof data === "string") listener(data);
      });
    },
    close: () => channel.close(),
  };
}
