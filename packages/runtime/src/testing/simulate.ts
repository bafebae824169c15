import type { ActorConnBase } from "../client/types.ts";
import type { KeyInput } from "../contract/client.ts";
import type { Registry } from "../contract/definition.ts";
import type { Immutable } from "../contract/immutable.ts";
import type { ActionsOf, Called, DefinitionsOf, StateOf, TypesOf, ViewOf } from "../contract/typed.ts";
import { toKey } from "../definition/key.ts";
import { completeSync } from "../definition/options.ts";
import { actorError } from "../errors/actor-error.ts";
import { type Rng, rng as makeRng } from "../util/rng.ts";
import { findLeast } from "./least.ts";
import { makeScheduler } from "./scheduler.ts";
import { openTurns } from "./turns.ts";
import { makeUsers } from "./world-users.ts";
import { liveThrough, type Troubles } from "./world.ts";
import { makeLaws } from "./world-laws.ts";
import { wakeActor } from "./world-server.ts";

/** An action and its arguments. */
export type SimCall<D extends DefinitionsOf<Registry>[string]> = {
  [A in keyof ActionsOf<D> & string]: Called<ActionsOf<D>[A]> extends (...args: infer Args) => unknown ? readonly [name: A, ...args: Args] : never;
}[keyof ActionsOf<D> & string];

/** Somebody at a page. */
export interface SimUser<View> {
  /** What the page shows; `undefined` until it is known. */
  readonly state: Immutable<View> | undefined;
  /** A whole number from 0 up to, but not including, `count`. */
  below(count: number): number;
  /** One of these; `undefined` where there are none. */
  pick<T>(items: readonly T[]): T | undefined;
  /** Another text each time in one world. */
  unique(): string;
}

interface WorldsOptions extends Troubles {
  /** The actor's key. Default: `[]`. */
  readonly key?: KeyInput;
  /** A newer version of the app, deployed in the middle: to pages that are loaded from then on, and to the server, in any order. */
  readonly later?: Registry;
  /** How many worlds. Default: 100, which takes some seconds. */
  readonly worlds?: number;
  /** The seed of the first one; the next ones follow. Default: 1. */
  readonly seed?: number;
  /** How much happens in each, before it heals. Default: 250. */
  readonly steps?: number;
}

export interface SimulateOptions<R extends Registry, N extends keyof DefinitionsOf<R> & string> extends WorldsOptions {
  readonly registry: R;
  /** The name of the actor that everybody uses: one with `sync`. */
  readonly actor: N;
  /** What it is made with. */
  readonly input?: TypesOf<DefinitionsOf<R>[N]>["input"];
  /** What somebody does next; `null`: nothing. */
  readonly call: (user: SimUser<ViewOf<DefinitionsOf<R>[N]>>) => SimCall<DefinitionsOf<R>[N]> | null;
  /** Throws where the server's state is not as it must be. Called whenever that has changed. */
  readonly holds?: (state: Immutable<StateOf<DefinitionsOf<R>[N]>>) => void;
  /** Throws where what a page shows is not as it must be. Called whenever that has changed. */
  readonly shows?: (view: Immutable<ViewOf<DefinitionsOf<R>[N]>>) => void;
}

/** The same of an actor of which no types are known. */
interface AnyOptions extends WorldsOptions {
  readonly registry: Registry;
  readonly actor: string;
  readonly input?: unknown;
  readonly call: (user: SimUser<unknown>) => readonly [name: string, ...args: readonly unknown[]] | null;
  readonly holds?: (state: unknown) => void;
  readonly shows?: (view: unknown) => void;
}

/**
 * Lets the actors of an app live in simulated worlds: two browsers with some tabs, one server, and a network that drops,
 * delays, doubles and cuts; tabs die, the server dies in the middle of a write. Time is virtual, so a world takes
 * milliseconds, and the same seed gives the same world. After every step it holds that a page shows what its waiting actions
 * make of the confirmed state, and has no other state than the server at the same version; in the end, when everything is up
 * again, that all calls have been answered, each page was told once of each, and all see the same.
 *
 * Rejects with the first law that is broken, and with the seed and the least number of steps found that break it.
 * Throws `definition/invalid` for an actor that is not in the registry, or has no `sync`.
 */
export function simulate<R extends Registry, N extends keyof DefinitionsOf<R> & string>(options: SimulateOptions<R, N>): Promise<void>;
export async function simulate(options: AnyOptions): Promise<void> {
  const { worlds = 100, seed = 1, steps = 250, actor, registry } = options;
  if (completeSync(registry.config.use[actor]?.config.sync) === null) {
    throw actorError("definition/invalid", `The registry has no actor ${JSON.stringify(actor)} with sync: there is nothing to simulate.`);
  }
  const turns = openTurns();
  try {
    for (let each = seed; each < seed + worlds; each++) {
      const failure = await findLeast(steps, (count) => live(options, each, count, turns.next));
      if (failure === null) continue;
      const { error } = failure;
      const text = error instanceof Error ? error.message : String(error);
      throw new Error(`In the world of { seed: ${each}, steps: ${failure.steps}, worlds: 1 }: ${text}`, { cause: error });
    }
  } finally {
    turns.close();
  }
}

async function live({ actor, key, call, holds = () => {}, shows = () => {}, ...options }: AnyOptions, seed: number, steps: number, turn: () => Promise<void>): Promise<void> {
  const rng = makeRng(`simulate ${seed}`);
  const scheduler = makeScheduler(rng, turn, 3);
  const address = { name: actor, key: toKey(key) };
  const { world, people } = await liveThrough({ ...options, rng, scheduler, steps, address }, (begun) => {
    const laws = makeLaws({ world: begun, address, holds, shows });
    const users = makeUsers({ world: begun, call: (connection) => call(userOf(rng, connection)), rng });
    const check = (): void => {
      users.check();
      laws.check();
    };
    return { ...users, laws, check };
  });
  people.checkEnd();
  people.laws.checkAgreement(await wakeActor(world.server, scheduler, address));
}

function userOf(rng: Rng, { state }: ActorConnBase<unknown>): SimUser<unknown> {
  const below = (count: number): number => rng.uint32() % count;
  return { state, below, pick: (items) => items[below(items.length)], unique: () => `${rng.uint32().toString(36)}${rng.uint32().toString(36)}` };
}
