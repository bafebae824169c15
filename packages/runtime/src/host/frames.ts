import type { Socket } from "../ports/socket.ts";
import { SERVER_LIMITS } from "../protocol/limits.ts";
import { joinFrame } from "../protocol/frame.ts";

/** Gathers what one turn has to say to one client into one frame. A class, as every client has one. */
export class Frames {
  readonly #socket: Socket;
  readonly #overrun: () => void;
  #messages: string[] = [];
  /** Characters gathered for the next frame. */
  #gathered = 0;
  /** The longest message so far: a state may be larger than any budget, and must get through all the same. */
  #longest = 0;
  #scheduled = false;

  /** `overrun`: the client goes on asking without reading what it is told; what was gathered for it is dropped. */
  constructor(socket: Socket, overrun: () => void) {
    this.#socket = socket;
    this.#overrun = overrun;
  }

  /** Takes the JSON of one message. */
  say(message: string): void {
    if (this.#socket.buffered() + this.#gathered > SERVER_LIMITS.abandon + this.#longest) {
      this.#take();
      return this.#overrun();
    }
    this.#messages.push(message);
    this.#gathered += message.length;
    this.#longest = Math.max(this.#longest, message.length);
    if (this.#scheduled) return;
    this.#scheduled = true;
    // Two microtasks: what is let out by one flush of the storage is said in one go.
    void Promise.resolve()
      .then(() => {})
      .then(() => {
        this.#scheduled = false;
        this.flush();
      });
  }

  /** Sends what was gathered. */
  flush(): void {
    if (this.#messages.length > 0) this.#socket.send(joinFrame(this.#take()));
  }

  /** Whether the client is so far behind that it is better told anew than told everything. */
  isBehind(): boolean {
    return this.#socket.buffered() > SERVER_LIMITS.backlog + this.#longest;
  }

  #take(): string[] {
    const taken = this.#messages;
    this.#messages = [];
    this.#gathered = 0;
    return taken;
  }
}
