// Whoever calls a counter's action over a WebSocket, by itself, without a client library.
//
// Each action has a frame of its own. `gathered`: as many as are asked for at once go in one frame, which is how the client
// sends what one turn of its event loop has called.

import { once } from "node:events";
import WebSocket from "ws";
import { makeSpeaker } from "./speaker.ts";

/** Sends some more actions. */
export type More = (count: number) => void;
/** Opens a connection to the counter of that key; `answered` hears how many actions were answered at once. */
export type Connect = (base: string, key: string, answered: (count: number) => void) => Promise<More>;

const text = (data: WebSocket.RawData): string => String(data);

const echo: Connect = async (base, key, answered) => {
  const socket = new WebSocket(base, { perMessageDeflate: false });
  const speaker = makeSpeaker({ name: "counter", key }, () => {});
  socket.on("message", (data) => {
    JSON.parse(text(data));
    answered(1);
  });
  await once(socket, "open");
  return (count) => {
    for (let i = 0; i < count; i++) socket.send(`[${speaker.push([["increment", [1]]])}]`);
  };
};

const rivulet =
  (gathered: boolean): Connect =>
  async (base, key, answered) => {
    const socket = new WebSocket(`${base}/sync`, "rivulet.sync.v1", { perMessageDeflate: false });
    await once(socket, "open");
    const speaker = makeSpeaker({ name: "counter", key }, (frame) => socket.send(frame));
    socket.on("message", (data) => speaker.hear(text(data)));
    await speaker.open();
    speaker.results = answered;
    const call = ["increment", [1]] as const;
    return (count) => {
      // A client says what has arrived when it asks for more.
      const first = speaker.hasObserved ? `${speaker.observed()},` : "";
      if (gathered) return socket.send(`[${first}${speaker.push(new Array(count).fill(call))}]`);
      for (let i = 0; i < count; i++) socket.send(`[${i === 0 ? first : ""}${speaker.push([call])}]`);
    };
  };

const rivetkit: Connect = async (base, key, answered) => {
  const http = base.replace("ws", "http");
  const body = JSON.stringify({ name: "counter", key, runner_name_selector: "default", crash_policy: "sleep" });
  const init = { method: "PUT", headers: { "content-type": "application/json" }, body };
  const response = await fetch(`${http}/actors?namespace=default`, init);
  const { actor }: { actor: { actor_id: string } } = JSON.parse(await response.text());
  const url = `${base}/gateway/${actor.actor_id}/connect`;
  const socket = new WebSocket(url, ["rivet", "rivet_encoding.json"], { perMessageDeflate: false });
  await once(socket, "message");
  socket.on("message", (data) => {
    const { body: answer }: { body: { tag: string } } = JSON.parse(text(data));
    if (answer.tag === "ActionResponse") answered(1);
    else throw new Error(text(data));
  });
  let calls = 0;
  return (count) => {
    for (let i = 0; i < count; i++) {
      const val = { id: ["$BigInt", String(calls++)], name: "increment", args: [1] };
      socket.send(JSON.stringify({ body: { tag: "ActionRequest", val } }));
    }
  };
};

const CONNECTS: Readonly<Record<string, Connect>> = { echo, rivulet: rivulet(false), gathered: rivulet(true), rivetkit };

/** Reads the kind of caller from a word. */
export function callerOf(word: string | undefined): Connect {
  const connect = CONNECTS[word ?? ""];
  if (connect === undefined) throw new Error(`There is no ${word}.`);
  return connect;
}
