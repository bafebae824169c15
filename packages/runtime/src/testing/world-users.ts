import type { ActorConnBase } from "../client/types.ts";
import type { Rng } from "../util/rng.ts";
import type { SimTab } from "./sim-tab.ts";
import type { Inhabitants, World } from "./world.ts";

export interface UsersParts {
  readonly world: World;
  readonly rng: Rng;
  /** What somebody does next on a connection; `null`: nothing. */
  readonly call: (connection: ActorConnBase<unknown>) => readonly [name: string, ...args: readonly unknown[]] | null;
}

/** People who call whatever actions, and retry or discard what was rejected or waits. */
export interface Users extends Inhabitants {
  /** In the end each call has been answered, where its page lives. */
  checkEnd(): void;
}

export function makeUsers({ world, rng, call }: UsersParts): Users {
  const unanswered = new Map<string, { readonly tab: SimTab; readonly name: string }>();
  /** How often each page may be told how an action ended: once, and once more for each time it is called again. */
  const retries = new Map<string, number>();
  const told = new Map<SimTab, Map<string, number>>();
  let trouble: string | null = null;
  return {
    check() {
      if (trouble !== null) throw new Error(trouble);
    },
    call(tab, connection) {
      const made = call(connection);
      if (made === null) return;
      const [name, ...args] = made;
      const calling = connection.action({ name, args });
      const { id } = calling;
      unanswered.set(id, { tab, name });
      const over = (): void => void unanswered.delete(id);
      calling.then(over, over);
    },
    tend(_tab, { outbox }) {
      const [rejected] = outbox.rejected;
      const [pending] = outbox.pending;
      if (rejected !== undefined && rng.uint32() % 2 === 0) {
        retries.set(rejected.id, (retries.get(rejected.id) ?? 0) + 1);
        outbox.retry(rejected.id).catch(() => {});
      } else if (pending !== undefined && rng.uint32() % 2 === 0) void outbox.discard(pending.id);
    },
    end: () => false,
    settled({ id, action }, tab) {
      const heard = told.get(tab) ?? new Map<string, number>();
      const times = (heard.get(id) ?? 0) + 1;
      told.set(tab, heard.set(id, times));
      if (times > 1 + (retries.get(id) ?? 0) && !world.wasRestored) trouble = `L2: one page was told ${times} times how a call of ${action} ended`;
    },
    checkEnd() {
      for (const { tab, name } of unanswered.values()) {
        if (tab.isAlive && !tab.isFrozen) throw new Error(`L6: a call of ${name} never heard how it ended`);
      }
    },
  };
}
