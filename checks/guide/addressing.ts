// Keys and handles, and clients that know no registry.
import { actor, setup } from "rivetkit";
import { type ActorConn, type ActorHandle, type Client, createClient } from "rivetkit/client";

const page = actor({
  state: { words: [] as string[], settings: {} },
  actions: { place: (c) => ({ shelf: c.key[0], book: c.key[1], key: c.key }), second: (c) => c.key[1] },
});
const gone = actor({ state: {}, actions: { destroy: (c) => c.destroy(), process: (c, body: unknown) => ({ ok: body !== null }) } });

export const registry = setup({ use: { page, gone } });
const client = createClient<typeof registry>({ endpoint: "http://localhost:6420", headers: { "x-app": "guide" } });

client.page.getOrCreate();
client.page.getOrCreate("one");
client.page.getOrCreate(["one", `hour-${new Date().toISOString().slice(0, 13)}`]);
client.page.get(["one"]);
await client.page.create("three");
const pages: Client<typeof registry>["page"] = client.page;

async function open(name: string) {
  const handle = pages.getOrCreate(["room", name]);
  console.log((await handle.place()).shelf.length, (await handle.second()).length);
  return handle;
}
export const opened = await open("first");
export const handle: ActorHandle<typeof page> = opened;
export const connection: ActorConn<typeof page> = opened.connect();

const temporary = client.gone.getOrCreate([crypto.randomUUID()]);
await temporary.process(JSON.parse("{}"));
await temporary.destroy();

// By names that are known at run time only.
export const raw = client.getOrCreate("page", ["one"]);
await raw.place();
await client.dispose();

const untyped = createClient();
const chat = untyped.anything.getOrCreate(["general"], { params: { ticket: "t" } });
await chat.say("hello");
chat.connect().on("line", (line) => console.log(line.text));
export const response: Response = await untyped.anything.get("some-id").fetch("/path", new Request("http://a/path"));
