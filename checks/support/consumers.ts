// Small apps as their authors would write them, to compile against what is published.

const registry = `
import { actor, setup, UserError } from "@rivulet/runtime";

export const board = actor({
  createState: (_c, input: { title: string }) => ({ title: input.title, cards: new Map<string, { text: string; done: boolean }>() }),
  createConnState: (_c, params: { user: string }) => ({ user: params.user }),
  sync: true,
  actions: {
    add(c, id: string, text: string) {
      if (text === "") throw new UserError("A card needs a text.");
      c.state.cards.set(id, { text, done: false });
      c.broadcast("added", id, c.conn.state.user);
      return c.state.cards.size;
    },
    later: async (c) => c.state.title,
  },
});
export const registry = setup({ use: { board } });
`;

const page = `
import { createClient } from "@rivulet/runtime/local";
import { createRivetKit } from "@rivulet/react";
import { registry } from "./registry.ts";

const client = createClient<typeof registry>({ endpoint: "http://localhost:6420", registry });
const conn = client.board.getOrCreate(["one"], { params: { user: "me" }, createWithInput: { title: "One" } }).connect();
const call = conn.add("a", "first");
export const count: Promise<number> = call;
export const title: Promise<string> = conn.later();
export const state: { readonly title: string; readonly cards: ReadonlyMap<string, { readonly text: string }> } | undefined = conn.state;
export const stop: () => void = conn.subscribe((all) => all.cards.size, (size: number | undefined) => void size);
export const waiting: number = conn.sync.pending;
// @ts-expect-error a card has a text
void conn.add("a");
// @ts-expect-error there is no such action
void conn.remove("a");
// @ts-expect-error a snapshot is not written to
conn.state!.title = "Two";

const { useActor, useActorState } = createRivetKit<typeof registry>({ endpoint: "http://localhost:6420", registry });
export function useBoard(): string | undefined {
  const { connection } = useActor({ name: "board", key: ["one"], params: { user: "me" } });
  void connection?.add("b", "second");
  // @ts-expect-error there is no such actor
  useActor({ name: "chess", key: [] });
  return useActorState({ name: "board", key: ["one"] }, (all) => all.title);
}
`;

const server = `
import { memoryStorage, serve, sqlite } from "@rivulet/sync-server";
import { registry } from "./registry.ts";

export async function main(): Promise<number> {
  const server = await serve(registry, { port: 0, storage: await sqlite("data") });
  await serve(registry, { storage: memoryStorage() });
  // @ts-expect-error a port is a number
  await serve(registry, { port: "6420" });
  await server.stop();
  return server.port;
}
`;

/** The files of an app that uses every door named, `import *` for those that the apps above do not use. */
export function consumerFiles(doors: readonly string[]): Readonly<Record<string, string>> {
  const all = doors.map((door, i) => `import * as door${i} from ${JSON.stringify(door)};\nvoid door${i};`).join("\n");
  return { "registry.ts": registry, "page.ts": page, "server.ts": server, "doors.ts": all };
}
