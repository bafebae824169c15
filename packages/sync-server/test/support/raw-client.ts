import { SUBPROTOCOL, SYNC_PATH } from "@rivulet/runtime/host";
import { WebSocket } from "ws";

export type Message = Record<string, unknown> & { readonly t: string };
export const KEY = "0123456789abcdef0123456789abcdef";
export const clientId = (n: number): string => n.toString(16).padStart(32, "0");

/** A connection that speaks the sync protocol by hand. */
export interface RawClient {
  readonly client: string;
  readonly heard: Message[];
  readonly socket: WebSocket;
  /** How the connection ended. */
  readonly closed: Promise<string>;
  say(...messages: object[]): void;
  /** Waits for a message that fits, among those heard and those to come. Rejects where the connection ends before. */
  next(fits: (message: Message) => boolean): Promise<Message>;
  /** Opens a channel on an actor, and tells what the server opened it with. */
  open(name?: string, more?: object): Promise<Message>;
  /** Pushes one action and waits for its result. */
  act(id: number, name: string, ...args: unknown[]): Promise<Message>;
  close(): void;
}

export const wsUrl = (url: string): string => `${url.replace("http", "ws")}${SYNC_PATH}`;

/** Connects and greets. */
export async function rawClient(url: string, n: number): Promise<RawClient> {
  const socket = new WebSocket(wsUrl(url), SUBPROTOCOL);
  const client = clientId(n);
  const heard: Message[] = [];
  const waiting = new Set<() => void>();
  let ended: string | null = null;
  const closed = new Promise<string>((resolve) => {
    socket.on("close", (code, reason) => {
      ended = `${code} ${String(reason)}`.trim();
      for (const look of waiting) look();
      resolve(ended);
    });
  });
  socket.on("error", () => {});
  socket.on("message", (data) => {
    heard.push(...(JSON.parse(String(data)) as Message[]));
    for (const look of waiting) look();
  });
  const raw: RawClient = {
    client,
    heard,
    socket,
    closed,
    say: (...messages) => socket.send(JSON.stringify(messages)),
    next: (fits) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const found = heard.find(fits);
          if (found === undefined && ended === null) return;
          waiting.delete(look);
          if (found === undefined) reject(new Error(`the connection ended: ${String(ended)}`));
          else resolve(found);
        };
        waiting.add(look);
        look();
      }),
    open(name = "log", more = {}) {
      const create = { key: KEY, time: Date.now() };
      raw.say({ t: "open", ch: 1, name, at: { key: ["x"] }, create, seen: [[client, "", 0]], version: 1, ...more });
      return raw.next(({ t, ch }) => t === "opened" && ch === 1);
    },
    act(id, name, ...args) {
      const opened = heard.find(({ t }) => t === "opened") as { cursor?: [string] } | undefined;
      raw.say({ t: "push", ch: 1, client, epoch: opened?.cursor?.[0] ?? "", actions: [[id, name, args, KEY, Date.now()]] });
      return raw.next((message) => message.t === "result" && message["id"] === id);
    },
    close: () => socket.close(),
  };
  await new Promise((resolve, reject) => socket.once("open", resolve).once("error", reject));
  raw.say({ t: "hello", protocol: [1, 1], connect: KEY, clients: [[client, client]] });
  await raw.next(({ t }) => t === "welcome");
  return raw;
}

/** The state that a server opens an actor with. */
export function stateOf(opened: Message): { readonly lines: readonly string[] } {
  const { base } = opened as unknown as { base: { state: { lines: string[] } } };
  return base.state;
}
