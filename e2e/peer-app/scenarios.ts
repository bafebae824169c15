// What tests let a RivetKit client do, in Node or in a page. What comes back is plain JSON.

import { show } from "../../packages/runtime/test/show.ts";
import { answerOf, describe, errorOf, next } from "./answers.ts";
import type { Actions, Client, Handle, Version } from "./client.ts";
import { VALUES } from "./values.ts";

export interface Given {
  readonly client: Client;
  readonly version: Version;
  /** Of actors that no other scenario uses. */
  readonly key: string;
  /** By which actions are called: the handle itself, or a connection where the client's calls do not work. */
  speak(handle: Handle): Actions;
}

const openSocket = (handle: Handle, version: Version, path: string) =>
  version === "2.0.33" ? handle.websocket(path) : handle.webSocket(path);

export const scenarios = {
  async calls({ client, key, speak }: Given) {
    const desk = speak(client.desk.getOrCreate([key]));
    return {
      two: await desk.increment(2),
      five: await speak(client.desk.get([key])).increment(3),
      later: await desk.later("x"),
      nothing: show(await desk.whisper("nobody hears")),
      about: await desk.about(),
    };
  },

  async creation({ client, key, speak }: Given) {
    const made = await client.desk.create([key], { input: { title: "made" } });
    const id = await made.resolve();
    return {
      made: (await speak(made).about()).title,
      again: await errorOf(client.desk.create([key])),
      byId: (await speak(client.desk.getForId(id)).about()).title,
      sameId: id === (await client.desk.get([key]).resolve()),
    };
  },

  async missingActors({ client, key }: Given) {
    return [await errorOf(client.desk.get([key]).about()), await errorOf(client.desk.getForId("nobody").about())];
  },

  async errors({ client, key, speak }: Given) {
    const desk = speak(client.desk.getOrCreate([key]));
    // The first answer on a connection is no error: see `firstActionFails`.
    await desk.about();
    return {
      refuse: await errorOf(desk.refuse()),
      crash: await errorOf(desk.crash()),
      missing: await errorOf(desk.missing()),
    };
  },

  async keys({ client }: Given, keys: readonly (readonly string[])[]) {
    const found = [];
    for (const key of keys) found.push((await client.desk.getOrCreate(key).about()).key);
    return found;
  },

  async keysCreated({ client }: Given, keys: readonly (readonly string[])[]) {
    const found = [];
    for (const key of keys) found.push((await (await client.desk.create(key)).about()).key);
    return found;
  },

  async keysConnected({ client }: Given, keys: readonly (readonly string[])[]) {
    const found = [];
    for (const key of keys) {
      const connection = client.desk.getOrCreate(key).connect();
      found.push((await connection.about()).key);
      await connection.dispose();
    }
    return found;
  },

  async input({ client, key, speak }: Given, titles: readonly string[]) {
    const [first = "", second = ""] = titles;
    const desk = speak(client.desk.getOrCreate([key], { createWithInput: { title: first } }));
    const created = (await desk.about()).title;
    const again = speak(client.desk.getOrCreate([key], { createWithInput: { title: second } }));
    return [created, (await again.about()).title];
  },

  async params({ client, key, speak }: Given, user: string) {
    const known = client.desk.getOrCreate([key], { params: { user } });
    const connection = known.connect();
    const connected = await connection.whoAmI();
    await connection.dispose();
    const anonymous = await speak(client.desk.getOrCreate([key])).whoAmI();
    return { called: await speak(known).whoAmI(), connected, anonymous };
  },

  async refusedCall({ client, key }: Given) {
    return errorOf(client.desk.getOrCreate([key], { params: { user: "intruder" } }).about());
  },

  /** Whoever is refused hears it as an error of the connection. */
  async refusedConnection({ client, key }: Given) {
    const connection = client.desk.getOrCreate([key], { params: { user: "intruder" } }).connect();
    const error = describe(await next<unknown>((listener) => connection.onError(listener)));
    await connection.dispose();
    return error;
  },

  async connection({ client, key, speak }: Given) {
    const connection = client.desk.getOrCreate([key]).connect();
    const heard: unknown[] = [];
    const off = connection.on("count", (...args) => heard.push(["count", ...args]));
    connection.once("count", (...args) => heard.push(["once", ...args]));
    const first = await connection.increment(1);
    const elsewhere = speak(client.desk.get([key]));
    const event = next((listener) => connection.once("count", listener));
    await elsewhere.increment(10);
    await event;
    const whisper = next((listener) => connection.once("whisper", listener));
    await connection.whisper("psst");
    const whispered = await whisper;
    off();
    const last = await connection.increment(100);
    // An event that came would have come before this answer.
    await connection.about();
    await connection.dispose();
    return { first, last, heard, whispered };
  },

  async connectionErrors({ client, key }: Given) {
    const connection = client.desk.getOrCreate([key]).connect();
    const ofConnection: unknown[] = [];
    connection.onError((error) => ofConnection.push(describe(error)));
    await connection.about();
    const refuse = await errorOf(connection.refuse());
    const crash = await errorOf(connection.crash());
    const missing = await errorOf(connection.missing());
    const after = (await connection.about()).title;
    await connection.dispose();
    return { refuse, crash, missing, after, ofConnection };
  },

  /** The very first action of a connection fails: its id is 0. */
  async firstActionFails({ client, key }: Given) {
    const connection = client.desk.getOrCreate([key]).connect();
    const ofConnection: unknown[] = [];
    connection.onError((error) => ofConnection.push(describe(error)));
    const refuse = await errorOf(connection.refuse());
    await connection.dispose();
    return { refuse, ofConnection: ofConnection.length };
  },

  async concurrency({ client, key }: Given) {
    const connection = client.desk.getOrCreate([key]).connect();
    const counts = await Promise.all(Array.from({ length: 50 }, () => connection.increment(1)));
    await connection.dispose();
    return counts;
  },

  async kv({ client, key, speak }: Given) {
    const desk = speak(client.desk.getOrCreate([key]));
    return { listed: await desk.remember("note", "milk"), recalled: await desk.recall("note"), missing: await desk.recall("nothing") };
  },

  async fetch({ client, key }: Given) {
    return answerOf(await client.desk.getOrCreate([key]).fetch("notes/a%20b?x=1&y=%2F", { headers: { "x-own": "yes" } }));
  },

  /** An answer that must not have a body. */
  async fetchNothing({ client, key }: Given) {
    return answerOf(await client.desk.getOrCreate([key]).fetch("/nothing", { method: "DELETE" }));
  },

  async fetchWithBody({ client, key }: Given) {
    const init = { method: "POST", body: "milk ☃", headers: { "x-own": "yes" } };
    return answerOf(await client.desk.getOrCreate([key]).fetch("/notes/a%20b?x=1&y=%2F", init));
  },

  async webSocket({ client, version, key }: Given) {
    const socket = await openSocket(client.desk.getOrCreate([key]), version, "/chat?room=1");
    socket.binaryType = "arraybuffer";
    const messages: unknown[] = [];
    let told = (): void => {};
    socket.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
      messages.push(typeof data === "string" ? data : show(new Uint8Array(data as ArrayBuffer)));
      told();
    });
    const until = async (count: number) => {
      while (messages.length < count) await new Promise<void>((resolve) => (told = resolve));
    };
    await until(1);
    socket.send("hello ☃");
    await until(2);
    socket.send(Uint8Array.of(1, 2, 255));
    await until(3);
    const closed = next<CloseEvent>((listener) => socket.addEventListener("close", listener));
    socket.send("bye");
    const { code, reason } = await closed;
    return { messages, code, reason };
  },

  /** What becomes of values on their way to the actor and back, by both ways and in an event. */
  async values({ client, key, speak }: Given) {
    const handle = client.desk.getOrCreate([key]);
    const [desk, connection] = [speak(handle), handle.connect()];
    const results: Record<string, readonly string[]> = {};
    for (const [name, value] of Object.entries(VALUES)) {
      const event = next((listener) => connection.once("told", listener));
      const told = connection.tell(value);
      const [called, connected] = [await desk.echo(value), await connection.echo(value)].map((back) => show((back as readonly unknown[])[0]));
      await told;
      results[name] = [called ?? "", connected ?? "", show(await event)];
    }
    await connection.dispose();
    return results;
  },

  async destroys({ client, key, speak }: Given) {
    const desk = client.desk.getOrCreate([key]);
    await speak(desk).increment(1);
    await speak(desk).destroy();
    // The actor may go a moment after it has answered, and while the client is on its way to it. In a new one the count begins anew.
    const anew = client.desk.getOrCreate([key]);
    for (;;) {
      const count = await speak(anew).increment(1).catch((error: unknown) => describe(error));
      if (count === 1) return count;
      if (typeof count !== "number" && count.code !== "not_found") return count;
    }
  },
};

export type ScenarioName = keyof typeof scenarios;
