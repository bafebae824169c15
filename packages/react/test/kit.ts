import { actor, setup, UserError } from "@rivulet/runtime";
import { inProcess } from "@rivulet/runtime/test";
import { createRivetKitWithClient } from "../src/index.ts";

interface Card {
  id: string;
  title: string;
}

export const board = actor({
  createState: (_c, input: { title: string } | undefined) => ({ title: input?.title ?? "untitled", cards: [] as Card[], clicks: 0 }),
  sync: true,
  onBeforeConnect(_c, params: { denied?: boolean } | undefined) {
    if (params?.denied === true) throw new UserError("You may not come in.");
  },
  actions: {
    add(c, title: string) {
      c.state.cards.push({ id: title, title });
      c.broadcast("added", title);
    },
    rename(c, id: string, title: string) {
      const card = c.state.cards.find((each) => each.id === id);
      if (card) card.title = title;
    },
    remove(c, id: string) {
      c.state.cards = c.state.cards.filter((card) => card.id !== id);
    },
    click: (c) => ++c.state.clicks,
  },
});

export const registry = setup({ use: { board } });

const timers = {
  now: () => Date.now(),
  after(ms: number, run: () => void) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

/** A server in this process, hooks over a client of it, and a second client that stands for everybody else. */
export function world() {
  const server = inProcess(registry, { timers });
  const client = server.client();
  const other = server.client().board.getOrCreate(["main"]).connect();
  /** How many connections the server sees, on whatever actor. */
  const connected = async (key = "main"): Promise<number> => {
    const id = await server.host.find("board", [key]);
    return id === null ? 0 : server.host.followers(id).length;
  };
  return { server, client, other, connected, kit: createRivetKitWithClient<typeof registry>(client) };
}

export const MAIN = { name: "board", key: ["main"] } as const;
