// One WebSocket, always as many actions in flight: `server-load <echo|rivulet|gathered|rivetkit> <port>`.
//
// Each answer is followed by another action, in a frame of its own. `gathered`: the answers of one frame are followed
// by as many actions in one frame, which is how the client sends what one turn of its event loop has called.

import { once } from "node:events";
import WebSocket from "ws";
import { give } from "../lib/clock.ts";
import { measureLoad, newLoad } from "../lib/load.ts";
import { makeSpeaker } from "../lib/speaker.ts";

const IN_FLIGHT = 100;
const WARM_UP = 1_500;
const SECONDS = 3;

/** Sends some more actions. */
type More = (count: number) => void;
/** Opens a connection; `answered` hears how many actions were answered at once. */
type Connect = (base: string, answered: (count: number) => void) => Promise<More>;

const text = (data: WebSocket.RawData): string => String(data);

const echo: Connect = async (base, answered) => {
  const socket = new WebSocket(base, { perMessageDeflate: false });
  const speaker = makeSpeaker({ name: "counter", key: "main" }, () => {});
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
  async (base, answered) => {
    const socket = new WebSocket(`${base}/sync`, "rivulet.sync.v1", { perMessageDeflate: false });
    await once(socket, "open");
    const speaker = makeSpeaker({ name: "counter", key: "main" }, (frame) => socket.send(frame));
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

const rivetkit: Connect = async (base, answered) => {
  const http = base.replace("ws", "http");
  const body = JSON.stringify({ name: "counter", key: "main", runner_name_selector: "default", crash_policy: "sleep" });
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

const connect = CONNECTS[process.argv[2] ?? ""];
if (connect === undefined) throw new Error(`There is no ${process.argv[2]}.`);
const sentAt: number[] = [];
let oldest = 0;
const load = newLoad();
const more = await connect(`ws://127.0.0.1:${process.argv[3]}`, (count) => {
  const now = performance.now();
  load.answers += count;
  for (let i = 0; i < count; i++) load.latency.add(now - (sentAt[oldest++] ?? now));
  send(count);
});
const send = (count: number): void => {
  const now = performance.now();
  for (let i = 0; i < count; i++) sentAt.push(now);
  more(count);
};

send(IN_FLIGHT);
const perSecond = await measureLoad(load, WARM_UP, SECONDS);
give({ perSecond, answers: load.answers, p50: load.latency.p50, p99: load.latency.p99 });
process.exit();
