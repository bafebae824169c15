// Compiled, not run: what those who call actors must see, and what the compiler must refuse.

import { actor } from "../definition/actor.ts";
import { read, serverOnly } from "../definition/marks.ts";
import { setup } from "../definition/registry.ts";
import type { ActorConn, ActorHandle, Client } from "./client.ts";
import type { Ctx } from "./infer.ts";

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function holds<_T extends true>(): void {}

const ledger = actor({
  createState: (_c, input: { owner: string }) => ({ owner: input.owner, sums: [] as number[] }),
  createConnState: (_c, params: { token: string }) => ({ token: params.token }),
  actions: {
    add: (c, sum: number, note?: string) => c.state.sums.push(sum) + (note?.length ?? 0),
    later: async (c) => ({ owner: c.state.owner }),
    clear: (c) => {
      c.state.sums = [];
    },
    last: read((c: Ctx<{ state: { sums: number[] } }>) => c.state.sums.at(-1)),
    audit: serverOnly(async (_c, by: string) => by.length),
    // Whoever calls another actor says of which registry; what comes back may be awaited and kept.
    copy: async (c, to: string) => {
      const other = c.client<typeof registry>().ledger.getOrCreate(to);
      await other.add(1);
      c.state.owner = (await other.later()).owner;
    },
  },
});
const plain = actor({ state: 0, actions: {} });
const registry = setup({ use: { ledger, plain } });

export async function use(client: Client<typeof registry>, untyped: Client): Promise<void> {
  const handle = client.ledger.getOrCreate(["a"], { params: { token: "t" }, createWithInput: { owner: "me" } });
  holds<Equal<typeof handle, ActorHandle<typeof ledger>>>();
  holds<Equal<typeof handle.add, (sum: number, note?: string) => Promise<number>>>();
  holds<Equal<typeof handle.later, () => Promise<{ owner: string }>>>();
  holds<Equal<typeof handle.clear, () => Promise<void>>>();
  holds<Equal<typeof handle.last, () => Promise<number | undefined>>>();
  holds<Equal<typeof handle.audit, (by: string) => Promise<number>>>();
  holds<Equal<typeof handle.copy, (to: string) => Promise<void>>>();
  const conn = handle.connect();
  holds<Equal<typeof conn, ActorConn<typeof ledger>>>();
  holds<Equal<ReturnType<typeof conn.add>, Promise<number>>>();
  const made: ActorHandle<typeof ledger> = await client.ledger.create(["b"], { input: { owner: "me" } });
  const same: ActorHandle<typeof ledger> = client.getOrCreate("ledger", "a");
  client.ledger.get("a", { getParams: async () => ({ token: "fresh" }) });
  const empty: ActorHandle<typeof plain> = client.plain.getForId("id");
  const response: Response = await made.fetch("/path");
  void [same, empty, response];

  // @ts-expect-error a sum is a number
  void handle.add("1");
  // @ts-expect-error there is no such action
  void handle.remove();
  // @ts-expect-error there is no such actor
  void client.chess;
  // @ts-expect-error nor by its name
  client.get("chess");
  // @ts-expect-error params have a token
  client.ledger.get("a", { params: { name: "me" } });
  // @ts-expect-error an owner is a text
  await client.ledger.create("a", { input: { owner: 1 } });

  const unknown: unknown = await untyped["anything"]?.getOrCreate("a", { params: 1 })["whatever"]?.("of", 1);
  void unknown;
}
