// Compiled, not run: what the functions of `sync` are told, and what replicas have because of them.

import type { Client } from "../client/types.ts";
import type { SeenConnOf, SeenContextOf, ViewContextOf } from "../contract/infer.ts";
import type { StateOf, ViewOf } from "../contract/typed.ts";
import { actor } from "./actor.ts";
import { setup } from "./registry.ts";

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function holds<_T extends true>(): void {}

interface Card {
  id: string;
  owner: string;
  text: string;
}

const cards = actor({
  createState: (_c, input: { title: string }) => ({ title: input.title, cards: new Map<string, Card>(), log: [] as string[] }),
  createConnState: (_c, params: { token: string }) => ({ user: params.token, isAdmin: false }),
  sync: {
    version: 2,
    audience: (c) => {
      holds<Equal<typeof c.conn.params, { readonly token: string }>>();
      holds<Equal<typeof c.conn.state, { readonly user: string; readonly isAdmin: boolean }>>();
      // @ts-expect-error nothing is written here
      c.conn.state.isAdmin = true;
      return c.conn.state.user;
    },
    view: (c, state) => {
      holds<Equal<typeof c.audience, string>>();
      holds<Equal<typeof state.cards, ReadonlyMap<string, { readonly id: string; readonly owner: string; readonly text: string }>>>();
      // @ts-expect-error a view has no connection's id: equal params and an equal state see the same
      void c.conn.id;
      // @ts-expect-error nor does it change anything
      state.log.push("seen");
      // @ts-expect-error it is given the state as it was, and not the one that lives
      void c.state;
      return { title: state.title, cards: [...state.cards.values()].filter(({ owner }) => owner === c.audience) };
    },
    self: (c, conn) => {
      holds<Equal<typeof conn, typeof c.conn>>();
      return { user: conn.state.user };
    },
  },
  actions: {
    add(c, text: string) {
      holds<Equal<typeof c.state.log, string[]>>();
      holds<Equal<typeof c.conn.state, { user: string; isAdmin: boolean }>>();
      c.state.cards.set(text, { id: text, owner: c.conn.state.user, text });
    },
  },
});

type Seen = { title: string; cards: { readonly id: string; readonly owner: string; readonly text: string }[] };
holds<Equal<ViewOf<typeof cards>, Seen>>();
holds<Equal<StateOf<typeof cards>["log"], string[]>>();
holds<Equal<ViewContextOf<typeof cards>["conn"], SeenConnOf<typeof cards>>>();
holds<Equal<SeenContextOf<typeof cards>["conn"]["state"]["user"], string>>();

// Without a view replicas have the state.
const plain = actor({ state: { n: 0 }, sync: true });
holds<Equal<ViewOf<typeof plain>, { n: number }>>();
const versioned = actor({ createState: () => ({ n: 0 }), sync: { version: 2, self: () => null } });
holds<Equal<ViewOf<typeof versioned>, { n: number }>>();

const registry = setup({ use: { cards, plain } });
export function look(client: Client<typeof registry>): void {
  const { state } = client.cards.getOrCreate(["a"]).connect();
  holds<Equal<NonNullable<typeof state>["title"], string>>();
  // @ts-expect-error the view leaves it out
  void state?.log;
  // @ts-expect-error its keys are no names of cards
  void state?.cards.get("a");
  holds<Equal<ReturnType<typeof countOf>, { readonly n: number } | undefined>>();
}
function countOf(client: Client<typeof registry>) {
  return client.plain.getOrCreate(["a"]).connect().state;
}

// @ts-expect-error an audience is named by a text
actor({ state: {}, connState: { team: 7 }, sync: { view: () => null, audience: (c) => c.conn.state.team } });
