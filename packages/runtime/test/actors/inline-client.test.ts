import { describe, expect, test } from "vitest";
import { actor } from "../../src/definition/actor.ts";
import { setup } from "../../src/definition/registry.ts";
import { UserError } from "../../src/errors/actor-error.ts";
import type { Client } from "../../src/contract/client.ts";
import { CALLER, startHost } from "./by-hand.ts";

/** An actor that is talked to. */
const room = actor({
  createState: (_c, input: { title: string } | undefined) => ({ title: input?.title ?? "untitled", messages: [] as string[] }),
  createConnState: (_c, params: { name: string } | undefined) => ({ name: params?.name ?? "nobody" }),
  options: { sleepTimeout: 1_000 },
  actions: {
    title: (c) => c.state.title,
    say(c, text: string) {
      if (text === "") throw new UserError("Say something.", { code: "empty", metadata: { least: 1 } });
      c.state.messages.push(text);
      c.broadcast("said", text, c.conn.state.name);
      return c.state.messages.length;
    },
    messages: (c) => c.state.messages,
    present: (c) => [...c.conns.values()].map(({ state }) => state.name),
    echoBack: async (c, key: string) => {
      const own = c.client<Rooms>().lobby.get([key]);
      return own.greet(c.state.title);
    },
  },
  onRequest: async (c, request) => {
    c.state.messages.push(await request.text());
    return new Response(`${request.method} ${new URL(request.url).pathname}${new URL(request.url).search} ${request.headers.get("x-a")}`, { status: 201 });
  },
  onWebSocket(c, socket) {
    socket.send("early");
    socket.addEventListener("message", ({ data }) => socket.send(typeof data === "string" ? data.toUpperCase() : data));
    socket.addEventListener("close", ({ code, reason }) => void c.state.messages.push(`${code} ${reason}`));
  },
});

/** An actor that talks to rooms. */
const lobby = actor({
  state: { rooms: [] as string[], heard: [] as string[], statuses: [] as string[] },
  createVars: () => ({ stop: () => {} }),
  options: { sleepTimeout: 1_000 },
  actions: {
    greet: (_c, title: string) => `hello from ${title}`,
    open: async (c, name: string) => {
      const handle = await c.client<Rooms>().room.create([name], { input: { title: name } });
      c.state.rooms.push(await handle.resolve());
      return handle.title();
    },
    all: (c) => Promise.all(c.state.rooms.map((id) => c.client<Rooms>().room.getForId(id).title())),
    say: (c, key: string, text: string) => c.client<Rooms>().room.getOrCreate([key]).say(text),
    sayAndFail(c, key: string) {
      void c.client<Rooms>().room.getOrCreate([key]).say("never to be").catch(() => {});
      throw new UserError("no");
    },
    roundTrip: (c, key: string) => c.client<Rooms>().room.getOrCreate([key]).echoBack(c.key[0] ?? ""),
    untyped: (c) => c.client().room?.getOrCreate(["u"]).title?.(),
    listen(c, key: string) {
      const conn = c.client<Rooms>().room.getOrCreate([key], { params: { name: "lobby" } }).connect();
      conn.onStatusChange((status) => void c.state.statuses.push(status));
      c.vars.stop = conn.on("said", (text: string, by: string) => void c.state.heard.push(`${by}: ${text}`));
      return conn.say("I am here");
    },
    stopListening: (c) => c.vars.stop(),
    heard: (c) => c.state.heard,
    statuses: (c) => c.state.statuses,
    ask: async (c, key: string) => {
      const response = await c.client<Rooms>().room.getOrCreate([key]).fetch("/a/b?q=1", { method: "POST", headers: { "x-a": "1" }, body: "text" });
      return [response.status, await response.text()];
    },
    chat: async (c, key: string) => {
      const socket = await c.client<Rooms>().room.getOrCreate([key]).websocket("/path");
      const heard: string[] = [];
      await new Promise<void>((resolve) => {
        socket.addEventListener("open", () => void heard.push("open"));
        socket.addEventListener("message", ({ data }: { data: unknown }) => {
          heard.push(typeof data === "string" ? data : `${new Uint8Array(data as ArrayBuffer).length} bytes`);
          if (heard.length === 2) socket.send("hey");
          if (heard.length === 3) socket.send(new Uint8Array(5));
          if (heard.length === 4) socket.close(4000, "enough");
        });
        socket.addEventListener("close", ({ code }: { code: number }) => {
          heard.push(`close ${code}`);
          resolve();
        });
      });
      return heard;
    },
    url: (c) => c.client<Rooms>().room.getOrCreate(["x"]).getGatewayUrl(),
  },
});

const registry = setup({ use: { room, lobby } });
type Rooms = { readonly config: { readonly use: { readonly room: typeof room; readonly lobby: typeof greeter } } };
/** What of `lobby` matters to `room`: each speaks of the other, and the compiler needs a place to begin. */
export const greeter = actor({ actions: { greet: (_c, title: string) => title } });

function world() {
  const host = startHost(registry);
  /** Calls an action of the lobby, and lets time pass for as long as it needs. */
  const lobbyDo = async (name: string, ...args: unknown[]): Promise<unknown> => {
    const call = host.gateway.action({ by: "key", name: "lobby", key: ["l"], create: { input: undefined } }, name, args, CALLER);
    let isOver = false;
    const done = (): void => void (isOver = true);
    call.then(done, done);
    for (let i = 0; i < 50 && !isOver; i++) await host.pass(1);
    return call;
  };
  const roomDo = (key: string, name: string, ...args: unknown[]) =>
    host.gateway.action({ by: "key", name: "room", key: [key], create: { input: undefined } }, name, args, CALLER);
  const isAwake = async (name: string, key: string): Promise<boolean> => {
    const id = await host.host.find(name, [key]);
    return id !== null && host.host.awake(id) !== undefined;
  };
  return { ...host, host, lobbyDo, roomDo, isAwake };
}

describe("c.client()", () => {
  test("makes, finds and calls other actors", async () => {
    const { lobbyDo } = world();
    expect(await lobbyDo("open", "general")).toBe("general");
    await expect(lobbyDo("open", "general")).rejects.toMatchObject({ group: "actor", code: "duplicate_key" });
    expect(await lobbyDo("open", "random")).toBe("random");
    expect(await lobbyDo("all")).toEqual(["general", "random"]);
    expect(await lobbyDo("untyped")).toBe("untitled");
    await expect(lobbyDo("say", "general", "")).rejects.toMatchObject({ group: "user", code: "empty", metadata: { least: 1 } });
  });

  test("an actor calls another that calls it back", async () => {
    expect(await world().lobbyDo("roundTrip", "x")).toBe("hello from untitled");
  });

  test("what a failed action asked is never asked", async () => {
    const { lobbyDo, roomDo, settle } = world();
    await expect(lobbyDo("sayAndFail", "x")).rejects.toMatchObject({ code: "user_error" });
    await settle();
    expect(await roomDo("x", "messages")).toEqual([]);
  });

  test("raw requests and sockets reach the other actor", async () => {
    const { lobbyDo, roomDo } = world();
    expect(await lobbyDo("ask", "x")).toEqual([201, "POST /a/b?q=1 1"]);
    expect(await lobbyDo("chat", "x")).toEqual(["open", "early", "HEY", "5 bytes", "close 4000"]);
    expect(await roomDo("x", "messages")).toEqual(["text", "4000 enough"]);
    await expect(lobbyDo("url")).rejects.toMatchObject({ code: "unsupported" });
  });
});

describe("a connection from actor to actor", () => {
  test("brings events, whose listeners change the state for good", async () => {
    const w = world();
    expect(await w.lobbyDo("listen", "x")).toBe(1);
    await w.roomDo("x", "say", "welcome");
    await w.settle();
    expect(await w.lobbyDo("heard")).toEqual(["lobby: I am here", "nobody: welcome"]);
    expect(await w.roomDo("x", "present")).toEqual(["lobby", "nobody"]);
    const again = w.host.kill();
    const heard = again.gateway.action({ by: "key", name: "lobby", key: ["l"] }, "heard", [], CALLER);
    expect(await heard).toEqual(["lobby: I am here", "nobody: welcome"]);
  });

  test("keeps its holder awake while something listens, and ends when it sleeps", async () => {
    const w = world();
    await w.lobbyDo("listen", "x");
    await w.pass(10_000);
    expect(await w.isAwake("lobby", "l")).toBe(true);
    expect(await w.isAwake("room", "x")).toBe(false);
    await w.roomDo("x", "say", "are you there?");
    await w.settle();
    expect(await w.lobbyDo("heard")).toEqual(["lobby: I am here", "nobody: are you there?"]);
    await w.lobbyDo("stopListening");
    await w.pass(10_000);
    expect(await w.isAwake("lobby", "l")).toBe(false);
    expect(await w.roomDo("x", "present")).toEqual(["nobody"]);
    expect(await w.lobbyDo("statuses")).toEqual(["connected", "idle"]);
  });

  test("ends when the server stops, without being waited for", async () => {
    const w = world();
    await w.lobbyDo("listen", "x");
    const stopped = w.host.host.stop();
    await w.pass(10);
    await stopped;
  });
});

// Compiled, not run: inside an actor the client has the same types.
export function types(client: Client<Rooms>): Promise<number> {
  // @ts-expect-error a text is said
  void client.room.get(["x"]).say(1);
  return client.room.get(["x"]).say("x");
}
