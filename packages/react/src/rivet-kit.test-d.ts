// Compiled, not run: what users of the hooks must see, and what the compiler must refuse.

import { actor, setup } from "@rivulet/runtime";
import { createRivetKit } from "./index.ts";

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function holds<_T extends true>(): void {}

const game = actor({
  createState: (_c, input: { mode: string }) => ({ mode: input.mode, scores: new Map<string, number>() }),
  createConnState: (_c, params: { token: string }) => ({ token: params.token }),
  sync: true,
  actions: { score: (c, player: string, points: number) => c.state.scores.set(player, points).size },
});
const registry = setup({ use: { game } });

const { useActor, useActorState } = createRivetKit<typeof registry>({ endpoint: "http://localhost:6420", registry });

export function useGame() {
  const { state, connection, handle } = useActor({
    name: "game",
    key: ["one"],
    params: { token: "t" },
    createWithInput: { mode: "fast" },
  });
  holds<Equal<typeof state, { readonly mode: string; readonly scores: ReadonlyMap<string, number> } | undefined>>();
  const size: Promise<number> | undefined = connection?.score("me", 3);
  void handle?.score("me", 3);
  // @ts-expect-error points are a number
  void connection?.score("me", "three");
  // @ts-expect-error there is no such action
  void connection?.lose();

  const mode = useActorState({ name: "game", key: "one" }, ({ mode }) => mode);
  holds<Equal<typeof mode, string | undefined>>();
  // @ts-expect-error the state has no such part
  useActorState({ name: "game", key: "one" }, ({ level }) => level);
  // @ts-expect-error there is no such actor
  useActor({ name: "chess", key: [] });
  // @ts-expect-error the params are an object with a token
  useActor({ name: "game", key: [], params: { name: "me" } });
  // @ts-expect-error the input is an object with a mode
  useActor({ name: "game", key: [], createWithInput: "fast" });
  return size;
}
