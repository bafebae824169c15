import type { Socket } from "../ports/socket.ts";
import { LIMITS } from "../protocol/limits.ts";
import { joinFrame } from "../protocol/frame.ts";

/** Gathers what one turn has to say to one client into one frame. */
export interface Frames {
  /** Takes the JSON of one message. */
  say(message: string): void;
  /** Sends what was gathered. */
  flush(): void;
  /** Whether the client is so far behind that it is better told anew than told everything. */
  isBehind(): boolean;
}

export function makeFrames(socket: Socket): Frames {
  let messages: string[] = [];
  let scheduled = false;
  const flush = (): void => {
    if (messages.length === 0) return;
    const frame = joinFrame(messages);
    messages = [];
    socket.send(frame);
  };
  return {
    say(message) {
      messages.push(message);
      if (scheduled) return;
      scheduled = true;
      // Two microtasks: what is let out by one flush of the storage is said in one go.
      void Promise.resolve()
        .then(() => {})
        .then(() => {
          scheduled = false;
          flush();
        });
    },
    flush,
    isBehind: () => socket.buffered() > LIMITS.backlog,
  };
}
