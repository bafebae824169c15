// So many sockets that stay: `life-sockets <its port> <its folder> <bare|greeted|attached> <the server's port>`. Asked for
// `open 1000`, it opens as many, and answers when they are there.
//
// - bare: to whatever WebSocket server
// - greeted: clients that have said hello, and have nothing open
// - attached: clients with an actor each, which has run an action, and then sleeps by itself

import { once } from "node:events";
import WebSocket from "ws";
import { listening } from "../lib/serving.ts";
import { makeSpeaker } from "../lib/speaker.ts";

const AT_ONCE = 50;
const [, , , , kind, port] = process.argv;
const base = `ws://127.0.0.1:${port}`;
let opened = 0;

async function open(index: number): Promise<void> {
  const url = kind === "bare" ? base : `${base}/sync`;
  const socket = new WebSocket(url, kind === "bare" ? [] : ["rivulet.sync.v1"], { perMessageDeflate: false });
  await once(socket, "open");
  const speaker = makeSpeaker({ name: "dozer", key: `dozer-${index}`, input: 1 }, (frame) => socket.send(frame));
  if (kind === "bare") return;
  if (kind === "greeted") {
    const welcome = once(socket, "message");
    speaker.greet();
    await welcome;
    return;
  }
  socket.on("message", (data) => speaker.hear(String(data)));
  await speaker.open();
  const done = new Promise((resolve) => (speaker.results = resolve));
  socket.send(`[${speaker.push([["touch", []]])}]`);
  await done;
  socket.send(`[${speaker.observed()}]`);
}

async function openMany(count: number): Promise<number> {
  for (let n = 0; n < count; n += AT_ONCE) {
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, count - n) }, () => open(opened++)));
  }
  return opened;
}

const counts = [10, 20, 1_000];
listening(Object.fromEntries(counts.map((count) => [`open ${count}`, () => openMany(count)])));
