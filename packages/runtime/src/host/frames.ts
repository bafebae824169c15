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

/** `overrun`: the client goes on asking without reading what it is told; what was gathered for it is dropped. */
export function makeFrames(socket: Socket, overrun: () => void): Frames {
  let messages: string[] = [];
  /** Characters gathered for the next frame. */
  let gathered = 0;
  /** The longest message so far: a state may be larger than any budget, and must get through all the same. */
  let longest = 0;
  let scheduled = false;
  const take = (): string[] => {
    const taken = messages;
    messages = [];
    gathered = 0;
    return taken;
  };
  const flush = (): void => {
    if (messages.length > 0) socket.send(joinFrame(take()));
  };
  return {
    say(message) {
      if (socket.buffered() + gathered > LIMITS.abandon + longest) {
        take();
        return overrun();
      }
      messages.push(message);
      gathered += message.length;
      longest = Math.max(longest, message.length);
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
    isBehind: () => socket.buffered() > LIMITS.backlog + longest,
  };
}
