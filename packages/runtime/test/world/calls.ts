import type { ActionCall } from "../../src/client/action-call.ts";
import type { ActionSettlement } from "../../src/client/page-parts.ts";
import type { SimTab } from "../../src/testing/sim-tab.ts";
import { ADDRESS, type BoardAction, type BoardState, callOf, secondHalf } from "./board.ts";

type Outcome = "waiting" | "accepted" | "rejected" | "discarded";

/** One call of an action, from its point of view. */
interface Called {
  readonly token: string;
  readonly name: BoardAction;
  readonly tab: SimTab;
  /** Whose it is: the tab's client when it was called. */
  readonly client: string;
  /** In which history it was called; `null` where none was known. */
  readonly epoch: string | null;
  /** Of which actor it is part, on the server's disk. */
  ranIn: string | null;
  saved: boolean;
  /** How often it was called again. */
  retries: number;
  /** Its promise has settled. */
  isOver: boolean;
  outcome: Outcome;
  /** The calls that were made in its place: two tabs may do that at once, and one of them comes to nothing. */
  readonly instead: string[];
}

/** Remembers every call of a world, and holds its end against the laws. */
export interface Calls {
  fresh(tab: SimTab, call: ActionCall<unknown>, name: BoardAction, token: string): void;
  nextToken(): string;
  settled(settlement: ActionSettlement, tab: SimTab): void;
  edited(before: unknown, token: string): void;
  retried(token: unknown): void;
  discarded(token: unknown): void;
  /** Two tabs may retry the same action; until the device has decided whose retry it is, both show it. */
  isRetried(token: string): boolean;
  /** A half-done action that is called again has its first half done twice. */
  mayRepeat(token: string): boolean;
  /** These are on the server's disk as part of an actor, whose history is of this epoch. */
  seen(tokens: readonly string[], actorId: string, epoch: string): void;
  /** Throws where something that was said was taken back. */
  check(): void;
  checkEnd(truth: BoardState, actorId: string, boxed: ReadonlySet<unknown>): void;
}

/** `wasRestored`: the server's disk was put back to an older copy; what was accepted since may be judged again. */
export function makeCalls(wasRestored: () => boolean): Calls {
  const calls = new Map<string, Called>();
  const trouble: string[] = [];
  const heardBy = new Map<SimTab, Map<string, number>>();
  let tokens = 0;
  const of = (token: unknown): Called | undefined => calls.get(String(token));

  return {
    nextToken: () => `t${tokens++}`,
    fresh(tab, call, name, token) {
      const client = tab.page.parts.tabs.own.client;
      const epoch = tab.actor(ADDRESS).replica.state.cursor?.[0] ?? null;
      const fresh = { saved: false, retries: 0, isOver: false, outcome: "waiting", instead: [] } as const;
      const called: Called = { token, name, tab, client, epoch, ranIn: null, ...fresh, instead: [] };
      calls.set(token, called);
      void call.saved.then(() => {
        // What a dead page's promises do, nobody sees.
        if (tab.isAlive) called.saved = true;
      });
      const over = (): void => {
        called.isOver = true;
      };
      call.then(over, over);
    },
    settled({ args, error }, tab) {
      const called = of(callOf(args).token);
      if (called === undefined) return;
      const heard = heardBy.get(tab) ?? new Map<string, number>();
      heardBy.set(tab, heard);
      const times = (heard.get(called.token) ?? 0) + 1;
      heard.set(called.token, times);
      if (times > 1 + called.retries && !wasRestored()) trouble.push(`L2: one page was told of ${called.token} ${times} times`);
      if (called.outcome === "discarded") return;
      // One that was retried, in two tabs at once even: what came of the other try, a page may hear late.
      if (called.outcome === "accepted" && called.retries > 0) return;
      if (called.outcome === "accepted" && error !== undefined && !wasRestored()) trouble.push(`L2: ${called.token} was accepted, then rejected`);
      called.outcome = error === undefined ? "accepted" : "rejected";
    },
    retried(token) {
      const called = of(token);
      if (called === undefined) return;
      called.outcome = "waiting";
      called.retries++;
    },
    edited(before, token) {
      const called = of(before);
      if (called === undefined) return;
      called.outcome = "discarded";
      called.instead.push(token);
    },
    discarded(token) {
      const called = of(token);
      if (called === undefined) return;
      called.outcome = "discarded";
      // A page that edited it and died before anything was written leaves it as it was.
      called.instead.length = 0;
    },
    isRetried: (token) => (of(token)?.retries ?? 0) > 0,
    mayRepeat: (token) => (of(token)?.retries ?? 0) > 0 && of(token)?.name === "slow",
    seen(tokens, actorId, epoch) {
      for (const token of tokens) {
        const called = of(token);
        if (called === undefined || called.ranIn === actorId) continue;
        if (called.retries === 0 && !wasRestored()) {
          if (called.ranIn !== null) trouble.push(`L2: ${token} ran in two histories`);
          if (called.epoch !== null && called.epoch !== epoch) trouble.push(`L8: ${token} ran in another history than it was called in`);
        }
        called.ranIn = actorId;
      }
    },
    check() {
      const [first] = trouble;
      if (first !== undefined) throw new Error(first);
    },
    checkEnd(truth, actorId, boxed) {
      const isRestored = wasRestored();
      const places = new Map(truth.log.map((token, place) => [token, place]));
      const lastOf = new Map<string, number>();
      const isAnywhere = (token: string): boolean => places.has(token) || boxed.has(token);
      for (const { token, name, tab, client, outcome, saved, retries, isOver, instead, ranIn } of calls.values()) {
        const retried = retries > 0;
        if (tab.isAlive && !tab.isFrozen && !isOver) throw new Error(`L6: the call of ${token} never heard how it ended`);
        const isDestroyed = ranIn !== null && ranIn !== actorId;
        const isReplaced = isDestroyed || instead.length === 0 || instead.some((other) => isAnywhere(other) || of(other)?.outcome !== "waiting");
        if (saved && !isAnywhere(token) && !isReplaced && !isRestored) throw new Error(`L6: ${token} was edited, and neither is there`);
        const place = places.get(token);
        const isThere = place !== undefined;
        if (outcome === "accepted" && !isThere && !isDestroyed && !isRestored) throw new Error(`L3: ${token} was accepted and is gone`);
        if (name === "end" && isThere) throw new Error(`L3: ${token} destroyed an actor that lives`);
        const mayRunInPart = name === "slow" || retried || isRestored;
        if (outcome === "rejected" && ranIn !== null && !mayRunInPart) throw new Error(`L2: ${token} ran and was rejected`);
        // A slow action that the server's death interrupted keeps its first half.
        if (outcome === "rejected" && isThere && !boxed.has(token)) throw new Error(`L6: ${token} was rejected, is there, and is not in the box`);
        const isKnown = isThere || boxed.has(token) || outcome !== "waiting";
        const isHalf = name === "slow" && isThere && !places.has(secondHalf(token));
        const isTold = outcome === "rejected" || boxed.has(token) || retried || outcome === "discarded";
        if (isHalf && !isTold && !isRestored) throw new Error(`L2: ${token} was interrupted, and nobody was told`);
        if (saved && !isKnown && !isDestroyed && !isRestored) throw new Error(`L6: ${token} was saved and is nowhere`);
        if (place === undefined || outcome === "discarded" || retried) continue;
        const before = lastOf.get(client);
        if (before !== undefined && place < before) throw new Error(`L7: ${token} is out of order`);
        lastOf.set(client, place);
      }
    },
  };
}
