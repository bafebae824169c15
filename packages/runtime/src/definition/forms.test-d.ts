// Compiled, not run: the types of state, vars and connection state from every form, in whatever order hooks are written.

import type { ActionContextOf, ActorContextOf, ConnOf, CreateContextOf, CreateVarsContextOf, WakeContextOf } from "../contract/infer.ts";
import type { ActionsOf, Called, StateOf, TypesOf } from "../contract/typed.ts";
import { actor } from "./actor.ts";

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function holds<_T extends true>(): void {}

interface Shelf {
  books: Record<string, number>;
  label?: string;
}
interface Reader {
  card: string;
  since: number;
}

declare function withLabel(): Shelf;
declare function pageOf(): { page: number | null };
declare function withRank(): { rank: "first" | "second" };

// Both forms: the static one gives the type, whatever less or more the other makes.
const both = actor({
  state: withLabel(),
  createState: (_c, input: { label: string }) => ({ books: {}, label: input.label }),
  vars: pageOf(),
  createVars: () => ({ page: null }),
  connState: { card: "", since: 0 },
  createConnState: (_c, params: { card: string }) => ({ card: params.card, since: 1 }),
  actions: {
    look: (c) => {
      holds<Equal<typeof c.state, Shelf>>();
      holds<Equal<typeof c.vars, { page: number | null }>>();
      holds<Equal<typeof c.conn.state, { card: string; since: number }>>();
      holds<Equal<typeof c.conn.params, { card: string }>>();
    },
  },
});
holds<Equal<TypesOf<typeof both>["input"], { label: string }>>();

// What may be there is known although the other form never makes it.
actor({
  state: withLabel(),
  createState: () => ({ books: {} }),
  vars: withLabel(),
  createVars: () => ({ books: {} }),
  connState: withLabel(),
  createConnState: () => ({ books: {} }),
  actions: { label: (c) => [c.state.label, c.vars.label, c.conn.state.label] satisfies (string | undefined)[] },
});
actor({
  state: { count: 0 },
  // @ts-expect-error the two forms say different things
  createState: () => ({ count: "none" }),
  actions: { count: (c) => c.state.count satisfies number },
});
actor({
  connState: withRank(),
  // @ts-expect-error a rank is one of two
  createConnState: () => ({ rank: "third" }),
  actions: { rank: (c) => c.conn.state.rank satisfies "first" | "second" },
});

// Promises of the made forms are awaited.
const promised = actor({
  createState: async (_c, input: string) => ({ name: input }),
  createVars: async (c) => ({ length: c.state.name.length }),
  createConnState: async (c, params: { n: number }) => ({ n: params.n + c.vars.length }),
  actions: { all: (c) => [c.state.name, c.vars.length, c.conn.state.n] as const },
});
holds<Equal<Called<ActionsOf<typeof promised>["all"]>, () => readonly [string, number, number]>>();
holds<Equal<TypesOf<typeof promised>["input"], string>>();

// Hooks about the whole actor may be written before those that say what a connection is.
const early = actor({
  createState: (_c, input: { size: number }) => ({ size: input.size }),
  createVars: () => ({ timer: 0 }),
  onWake: (c) => void c.vars.timer.toFixed(),
  onSleep: (c) => void c.state.size.toFixed(),
  onDestroy: (c) => void c.kv.delete("size"),
  onStateChange: (c, { size }) => c.broadcast("size", size.toFixed()),
  onBeforeConnect: (_c, params: Reader) => void params.card.trim(),
  createConnState: (_c, params: Reader) => ({ card: params.card }),
  onConnect: (_c, conn) => void conn.state.card.trim(),
  onRequest: (c, request) => void (c.request === request),
  onWebSocket: (c, socket) => socket.send(c.conn.state.card),
  onBeforeActionResponse: (c, name, args, output) => {
    holds<Equal<typeof name, string>>();
    holds<Equal<typeof args, unknown[]>>();
    void c.conn.state.card.trim();
    return output;
  },
  actions: { card: (c) => c.conn.params.card + c.conn.state.card },
});
holds<Equal<StateOf<typeof early>, { size: number }>>();
holds<Equal<TypesOf<typeof early>["params"], Reader>>();
holds<Equal<TypesOf<typeof early>["connState"], { card: string }>>();

// What a definition does not say is not known.
const bare = actor({ actions: {} });
holds<Equal<TypesOf<typeof bare>, { readonly state: unknown; readonly params: unknown; readonly connState: unknown; readonly vars: unknown; readonly input: unknown }>>();

// Contexts of the same definition go wherever they have what is asked for.
export function contexts(action: ActionContextOf<typeof both>, wake: WakeContextOf<typeof both>): void {
  const any: ActorContextOf<typeof both> = action;
  const woken: ActorContextOf<typeof both> = wake;
  const created: CreateContextOf<typeof both> = action;
  const vars: CreateVarsContextOf<typeof both> = action;
  const conn: ConnOf<typeof both> = action.conn;
  holds<Equal<typeof action.request, Request | undefined>>();
  // @ts-expect-error who wakes has no caller
  void wake.conn;
  // @ts-expect-error the state of an actor that is being created is not there
  void created.state;
  // @ts-expect-error another actor's context has another state
  const other: ActorContextOf<typeof early> = action;
  void [any, woken, vars, conn, other];
}

actor({
  // @ts-expect-error relaxed or strict
  options: { durability: "none" },
});
actor({
  // @ts-expect-error a time is a number
  options: { actionTimeout: "1s" },
});
actor({
  options: { canHibernateWebSocket: (request) => request.url.endsWith("/quiet"), onBeforeConnectTimeout: 1 },
  // @ts-expect-error a request is answered with a response
  onRequest: () => "text",
});
actor({
  state: 1,
  actions: {
    store: async (c) => {
      holds<Equal<Awaited<ReturnType<typeof c.kv.get<"text">>>, string | null>>();
      const texts = await c.kv.getBatch(["a"]);
      holds<Equal<typeof texts, (string | null)[]>>();
      const bytes = await c.kv.list("a", { type: "binary", keyType: "binary" });
      holds<Equal<typeof bytes, [key: Uint8Array, value: Uint8Array][]>>();
      const buffer = await c.kv.get("a", { type: "arrayBuffer" });
      holds<Equal<typeof buffer, ArrayBuffer | null>>();
      await c.kv.put("a", "text");
      await c.kv.putBatch([["a", new Uint8Array()], ["b", "text"]]);
      // @ts-expect-error a value is a text or bytes
      await c.kv.put("a", 1);
      // @ts-expect-error there is no such type
      await c.kv.get("a", { type: "json" });
    },
  },
});
