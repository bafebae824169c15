// How one joins the audience of one board, and how one writes on it: with each server in its own protocol, on bare sockets.

import { once } from "node:events";
import WebSocket from "ws";
import { makeSpeaker, type Speaker } from "./speaker.ts";
import { named, showToken, step1, yjsWriter } from "./yjs.ts";

export interface Audience {
  /** A socket that from now on hears of every change, in frames that say nothing else. */
  join(base: string): Promise<WebSocket>;
  /** Opens the writer; the returned function makes one change, in a frame of its own. */
  write(base: string): Promise<(text: string) => void>;
  /** How many changes a frame tells of. */
  changesIn(frame: string): number;
}

async function opened(url: string, protocols: readonly string[] = []): Promise<WebSocket> {
  const socket = new WebSocket(url, [...protocols], { perMessageDeflate: false });
  await once(socket, "open");
  return socket;
}

/** What comes first says that one has joined. */
async function answered(socket: WebSocket, ask: () => void): Promise<WebSocket> {
  const answer = once(socket, "message");
  ask();
  await answer;
  return socket;
}

const one = (): number => 1;

/** As long as what a synced actor says of the same change. */
function asCommit(text: string, version: number): string {
  const by = ["0123456789abcdef0123456789abcdef", "", version];
  return JSON.stringify([{ t: "commit", ch: 1, from: version, to: version + 1, patch: [["set", [], "text", text]], by, done: true }]);
}

const bare: Audience = {
  join: (base) => opened(base),
  async write(base) {
    const socket = await opened(`${base}/write`);
    let version = 0;
    return (text) => socket.send(asCommit(text, version++));
  },
  changesIn: one,
};

const BOARD = { name: "board", key: "main" };

async function speak(base: string): Promise<readonly [WebSocket, Speaker]> {
  const socket = await opened(`${base}/sync`, ["rivulet.sync.v1"]);
  const speaker = makeSpeaker(BOARD, (frame) => socket.send(frame));
  const hear = (data: WebSocket.RawData): void => speaker.hear(String(data));
  socket.on("message", hear);
  await speaker.open();
  socket.off("message", hear);
  return [socket, speaker];
}

const rivulet: Audience = {
  join: async (base) => (await speak(base))[0],
  async write(base) {
    const [socket, speaker] = await speak(base);
    socket.on("message", (data) => speaker.hear(String(data)));
    return (text) => socket.send(`[${speaker.hasObserved ? `${speaker.observed()},` : ""}${speaker.push([["say", [text]]])}]`);
  },
  changesIn: (frame) => frame.split('"t":"commit"').length - 1,
};

async function rivetKitSocket(base: string): Promise<WebSocket> {
  const body = JSON.stringify({ ...BOARD, runner_name_selector: "default", crash_policy: "sleep" });
  const init = { method: "PUT", headers: { "content-type": "application/json" }, body };
  const response = await fetch(`${base.replace("ws", "http")}/actors?namespace=default`, init);
  const { actor }: { actor: { actor_id: string } } = JSON.parse(await response.text());
  const socket = new WebSocket(`${base}/gateway/${actor.actor_id}/connect`, ["rivet", "rivet_encoding.json"], { perMessageDeflate: false });
  await once(socket, "message");
  return socket;
}

const rivetkit: Audience = {
  async join(base) {
    const socket = await rivetKitSocket(base);
    // A subscription is not answered; what is asked after it is.
    const subscribe = { body: { tag: "SubscriptionRequest", val: { eventName: "said", subscribe: true } } };
    const ask = { body: { tag: "ActionRequest", val: { id: ["$BigInt", "0"], name: "hush", args: [] } } };
    return answered(socket, () => {
      socket.send(JSON.stringify(subscribe));
      socket.send(JSON.stringify(ask));
    });
  },
  async write(base) {
    const socket = await rivetKitSocket(base);
    let calls = 0;
    return (text) => {
      const val = { id: ["$BigInt", String(calls++)], name: "say", args: [text] };
      socket.send(JSON.stringify({ body: { tag: "ActionRequest", val } }));
    };
  },
  changesIn: one,
};

const yWebSocket: Audience = {
  async join(base) {
    const socket = await opened(`${base}/board`);
    await new Promise((resolve) => {
      socket.on("message", resolve);
      socket.send(step1([]));
    });
    return socket;
  },
  async write(base) {
    const socket = await opened(`${base}/board`);
    return yjsWriter([], (message) => socket.send(message));
  },
  changesIn: one,
};

const FRONT = named("board");
const hocuspocus: Audience = {
  async join(base) {
    const socket = await opened(base);
    return answered(socket, () => socket.send(showToken(FRONT)));
  },
  async write(base) {
    const socket = await hocuspocus.join(base);
    return yjsWriter(FRONT, (message) => socket.send(message));
  },
  changesIn: one,
};

const AUDIENCES: Readonly<Record<string, Audience>> = { bare, rivulet, rivetkit, "y-websocket": yWebSocket, hocuspocus };

/** Reads which server's audience it is from a word. */
export function audienceOf(word: string | undefined): Audience {
  const audience = AUDIENCES[word ?? ""];
  if (audience === undefined) throw new Error(`There is no ${word}.`);
  return audience;
}
