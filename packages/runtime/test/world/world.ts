import type { PendingAction, RejectedAction } from "../../src/client/outbox.ts";
import type { ActorConnBase } from "../../src/client/types.ts";
import { isError } from "../../src/errors/actor-error.ts";
import type { Instance } from "../../src/host/instance.ts";
import { makeScheduler } from "../../src/testing/scheduler.ts";
import type { SimTab } from "../../src/testing/sim-tab.ts";
import { type Inhabitants, liveThrough, type Troubles, type World } from "../../src/testing/world.ts";
import { wakeActor } from "../../src/testing/world-server.ts";
import { type Rng, rng as makeRng } from "../../src/util/rng.ts";
import { actionsOf, ADDRESS, argsFor, type BoardAction, boardRegistry, type BoardVersion, callOf } from "./board.ts";
import { makeCalls } from "./calls.ts";
import { boardOf, makeLaws } from "./laws.ts";

export interface WorldOptions extends Troubles {
  readonly seed: number;
  readonly steps: number;
  /** Whether actions are called that commit twice, and may be interrupted in between. */
  readonly interrupts: boolean;
  /** Whether clients see a part of the state only, and now and then another one. */
  readonly isShown?: boolean;
  /** Whether a newer version of the app is deployed. */
  readonly deploys?: boolean;
  /** Whether actions in the outbox are called with other arguments instead. */
  readonly edits?: boolean;
}

/** A world in which everybody uses one board; checks the laws after every step, and agreement in the end. */
export async function runWorld(options: WorldOptions): Promise<void> {
  const { seed, isShown = false, deploys = false } = options;
  const rng = makeRng(`world ${seed}`);
  const scheduler = makeScheduler(rng, () => new Promise((resolve) => setImmediate(resolve)), 3);
  const pause = (): Promise<void> => new Promise((resolve) => scheduler.at(scheduler.now() + rng.random() * 2_000, resolve));
  const later = deploys ? { later: boardRegistry(2, pause, isShown) } : {};
  const parts = { ...options, rng, scheduler, registry: boardRegistry(1, pause, isShown), address: ADDRESS, ...later };
  const { world, people } = await liveThrough(parts, (begun) => users(options, rng, begun));
  await people.checkEnd(await wakeActor(world.server, scheduler, ADDRESS));
}

interface Users extends Inhabitants {
  checkEnd(instance: Instance): Promise<void>;
}

function users({ interrupts, isShown = false, edits = false }: WorldOptions, rng: Rng, world: World): Users {
  const calls = makeCalls(() => world.wasRestored);
  const laws = makeLaws(world, calls, isShown);
  const versionOf = (tab: SimTab): BoardVersion => (tab.actor(ADDRESS).schema === 1 ? 1 : 2);
  const namesFor = (version: BoardVersion) => actionsOf(version, isShown).filter((name) => (interrupts || name !== "slow") && name !== "end");

  const call = (tab: SimTab, connection: ActorConnBase<unknown>, given?: BoardAction): void => {
    const token = calls.nextToken();
    const version = versionOf(tab);
    const names = namesFor(version);
    const name = given ?? names[rng.uint32() % names.length] ?? "add";
    const made = connection.action({ name, args: argsFor(version, token, rng.uint32() % 100) });
    calls.fresh(tab, made, name, token);
  };

  const edit = (tab: SimTab, { outbox }: ActorConnBase<unknown>, before: PendingAction | RejectedAction | undefined): void => {
    const version = versionOf(tab);
    const name = namesFor(version).find((each) => each === before?.name);
    if (before === undefined || name === undefined) return;
    const token = calls.nextToken();
    try {
      const made = outbox.edit(before.id, argsFor(version, token, rng.uint32() % 100));
      calls.edited(callOf(before.args).token, token);
      calls.fresh(tab, made, name, token);
    } catch (error) {
      if (!isError(error, "outbox/other_tab") && !isError(error, "version/outdated")) throw error;
    }
  };

  return {
    call,
    tend(tab, connection) {
      const { outbox } = connection;
      const rejected = outbox.rejected[0];
      if (rejected !== undefined && rng.uint32() % 2 === 0) {
        const [boxed] = tab.actor(ADDRESS).rows.box.boxed;
        // Refused: what a newer page called, an older one does not call again.
        if (boxed !== undefined && boxed.row.schema > versionOf(tab)) return;
        calls.retried(callOf(rejected.args).token);
        void outbox.retry(rejected.id);
        return;
      }
      const pending = outbox.pending[0];
      if (edits && rng.uint32() % 2 === 0) return edit(tab, connection, rejected ?? pending);
      if (pending === undefined) return;
      void outbox.discard(pending.id);
      calls.discarded(callOf(pending.args).token);
    },
    end(tab, connection) {
      call(tab, connection, "end");
      return true;
    },
    settled: calls.settled,
    check: laws.check,
    async checkEnd(instance) {
      laws.checkAgreement(instance);
      await laws.checkDisks(instance);
      const boxed = [...world.connections.values()].flatMap(({ outbox }) => outbox.rejected.map(({ args }) => callOf(args).token));
      calls.checkEnd(boardOf(instance), instance.id, new Set(boxed));
    },
  };
}
