// Clients that write numbered lines for as long as their server lives, and go on with the next server.

import { Agent, request } from "node:http";
import { WebSocket } from "ws";
import { clientId, KEY, type RawClient, rawClient } from "../support/raw-client.ts";

/** What the server acknowledged of a writer's lines, and at which place of the log it said each is. */
export interface Writer {
  readonly kind: "sync" | "socket" | "http";
  /** What its lines begin with. */
  readonly name: string;
  /** The place of each acknowledged line, by the line's number. */
  readonly places: ReadonlyMap<number, number>;
  /** The number of the last line that was ever sent. */
  readonly sent: () => number;
  /** Writes until the connection breaks, or, where it can say what it has said again, until `last` is acknowledged. */
  write(url: string, last: number): Promise<void>;
}

/** How many actions a client has under way. */
const WINDOW = 50;

/** Has ids: sends again what was not acknowledged, so that every line is there exactly once in the end. */
export function syncWriter(n: number, key: string): Writer & { readonly epochs: ReadonlySet<string> } {
  const places = new Map<number, number>();
  const epochs = new Set<string>();
  const name = `sync${n}`;
  let acknowledged = 0;
  let sent = 0;
  const push = (raw: RawClient, epoch: string, from: number, to: number): void => {
    const actions = Array.from({ length: to - from + 1 }, (_, i) => [from + i, "write", [`${name}/${from + i}`], KEY, Date.now()]);
    if (actions.length > 0) raw.say({ t: "push", ch: 1, client: raw.client, epoch, actions });
    sent = Math.max(sent, to);
  };
  return {
    kind: "sync",
    name,
    places,
    epochs,
    sent: () => sent,
    async write(url, last) {
      let raw: RawClient;
      let epoch: string;
      try {
        raw = await rawClient(url, n);
        const opened = await raw.open("log", { at: { key: [key] }, seen: [[clientId(n), "", acknowledged]] });
        [epoch] = (opened as unknown as { cursor: [string] }).cursor;
      } catch {
        return;
      }
      epochs.add(epoch);
      push(raw, epoch, acknowledged + 1, Math.min(last, Math.max(sent, acknowledged + WINDOW)));
      await new Promise<void>((resolve, reject) => {
        const take = (): void => {
          for (const message of raw.heard.splice(0)) {
            if (message.t !== "result") continue;
            const { id, output, error } = message;
            if (error !== undefined || id !== acknowledged + 1 || typeof output !== "number") return reject(new Error(`${name} was told ${JSON.stringify(message)} after ${acknowledged}`));
            acknowledged++;
            places.set(acknowledged, output);
          }
          const most = Math.min(last, acknowledged + WINDOW);
          if (sent < most) push(raw, epoch, sent + 1, most);
          if (acknowledged >= last) resolve();
        };
        raw.socket.on("message", take);
        void raw.closed.then(() => resolve());
        take();
      });
      raw.close();
    },
  };
}

const PATH = (key: string, rest: string): string => `/gateway/log/${rest}?rvt-method=getOrCreate&rvt-key=${key}`;

/** RivetKit's WebSocket: no ids, so that what was not acknowledged may or may not have happened, and is not said again. */
export function socketWriter(n: number, key: string): Writer {
  const places = new Map<number, number>();
  const name = `socket${n}`;
  let sent = 0;
  const write = (url: string): Promise<void> =>
    new Promise((resolve) => {
      const socket = new WebSocket(`${url.replace("http", "ws")}${PATH(key, "connect")}`, ["rivet", "rivet_encoding.json"]);
      const say = (): void => {
        const id = ++sent;
        socket.send(JSON.stringify({ body: { tag: "ActionRequest", val: { id: ["$BigInt", String(id)], name: "write", args: [`${name}/${id}`] } } }));
      };
      socket.on("message", (data) => {
        const { body } = JSON.parse(String(data)) as { body: { tag: string; val: { id: [string, string]; output: number } } };
        if (body.tag === "Init") for (let i = 0; i < WINDOW / 5; i++) say();
        if (body.tag !== "ActionResponse") return;
        places.set(Number(body.val.id[1]), body.val.output);
        say();
      });
      socket.on("error", () => {});
      socket.on("close", () => resolve());
    });
  return { kind: "socket", name, places, sent: () => sent, write };
}

/** One request after another. */
export function httpWriter(n: number, key: string): Writer {
  const places = new Map<number, number>();
  const name = `http${n}`;
  let sent = 0;
  const post = (agent: Agent, url: string, id: number): Promise<number | null> =>
    new Promise((resolve) => {
      const body = JSON.stringify({ args: [`${name}/${id}`] });
      const options = { agent, method: "POST", headers: { "content-type": "application/json", "content-length": Buffer.byteLength(body) } };
      const asked = request(`${url}${PATH(key, "action/write")}`, options, (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
        response.on("end", () => resolve(response.statusCode === 200 ? (JSON.parse(text) as { output: number }).output : null));
        response.on("error", () => resolve(null));
      });
      asked.on("error", () => resolve(null));
      asked.end(body);
    });
  return {
    kind: "http",
    name,
    places,
    sent: () => sent,
    async write(url) {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      for (;;) {
        const id = ++sent;
        const place = await post(agent, url, id);
        if (place === null) break;
        places.set(id, place);
      }
      agent.destroy();
    },
  };
}
