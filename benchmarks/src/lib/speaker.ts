import { randomBytes } from "node:crypto";
import type { ServerMessage } from "../../../packages/runtime/src/protocol/server-messages.ts";
import type { Cursor } from "../../../packages/runtime/src/protocol/shapes.ts";

/** An action to be called. */
export type Call = readonly [name: string, args: readonly unknown[]];

/** One client of one actor that speaks the sync protocol by itself, without a replica. */
export interface Speaker {
  /** Takes a frame of the server. */
  hear(frame: string): void;
  /** Says hello alone. */
  greet(): void;
  /** Says hello and opens the actor; resolves with its cursor. */
  open(from?: Cursor): Promise<Cursor>;
  /** Closes the channel. */
  leave(): void;
  /** The message that pushes more actions. */
  push(calls: readonly Call[]): string;
  /** The message that says that all results so far have arrived. */
  observed(): string;
  /** Whether there is anything to say so of. */
  readonly hasObserved: boolean;
  /** Called with how many results came in one frame. */
  results: (count: number) => void;
}

const newId = (): string => randomBytes(16).toString("hex");

/** Keys of actions that cost nothing to draw: random in front, counted behind. */
function cheapKeys(): () => string {
  const random = newId().slice(0, 24);
  let count = 0;
  return () => random + (count++).toString(16).padStart(8, "0");
}

export interface Spoken {
  readonly name: string;
  readonly key: string;
  /** What it is made with. */
  readonly input?: unknown;
}

export function makeSpeaker({ name, key, input }: Spoken, send: (frame: string) => void): Speaker {
  const client = newId();
  const newKey = cheapKeys();
  const hello = { t: "hello", protocol: [1, 1], connect: newId(), clients: [[client, newId()]] };
  let channel = 0;
  let cursor: Cursor | null = null;
  let called = 0;
  let answered = 0;
  let opened: ((cursor: Cursor) => void) | null = null;

  const hearOne = (message: ServerMessage): number => {
    switch (message.t) {
      case "opened":
        cursor = message.cursor;
        opened?.(message.cursor);
        return 0;
      case "result":
        if (message.error !== undefined) throw new Error(message.error.message);
        answered++;
        return 1;
      case "closed":
      case "resync":
        throw new Error(`The server closed the channel: ${message.error.message}`);
      default:
        return 0;
    }
  };

  const speaker: Speaker = {
    hear(frame) {
      const messages: readonly ServerMessage[] = JSON.parse(frame);
      let count = 0;
      for (const message of messages) count += hearOne(message);
      if (count > 0) speaker.results(count);
    },
    greet: () => send(JSON.stringify([hello])),
    open(from) {
      const create = { key: newId(), time: Date.now(), ...(input === undefined ? {} : { input }) };
      const seen = [[client, "", called]];
      const open = { t: "open", ch: ++channel, name, at: { key: [key] }, create, seen, version: 1, ...(from && { cursor: from }) };
      return new Promise((resolve) => {
        opened = resolve;
        send(JSON.stringify(channel === 1 ? [hello, open] : [open]));
      });
    },
    leave: () => send(JSON.stringify([{ t: "close", ch: channel }])),
    push(calls) {
      const actions = calls.map(([action, args]) => [++called, action, args, newKey(), Date.now()]);
      return JSON.stringify({ t: "push", ch: channel, client, epoch: cursor?.[0], actions });
    },
    get hasObserved() {
      return answered > 0;
    },
    observed: () => JSON.stringify({ t: "observed", ch: channel, client, through: answered }),
    results: () => {},
  };
  return speaker;
}
