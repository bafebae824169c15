import type { ActorError } from "../errors/actor-error.ts";
import type { Prediction } from "../replica/predictor.ts";
import { deferred, type Deferred } from "../util/deferred.ts";

/** How an action has ended. */
export type Settlement = { readonly ok: true; readonly output: unknown } | { readonly ok: false; readonly error: ActorError };

/** How an action went on the replica, before the server had its say. */
export type PredictedOutcome<T> =
  | { readonly how: "predicted"; readonly output: T }
  | { readonly how: "threw"; readonly error: unknown }
  | { readonly how: "unpredictable"; readonly why: string };

/**
 * A call of an action of a synced actor: a promise of the server's output, and what is known before.
 *
 * It resolves once the action's effect is in the confirmed state, and rejects with an `ActorError` where the server
 * rejected it. Nobody has to await it: a rejection that nobody hears is kept in the outbox and told to
 * `client.onActionSettled`, and never raises an unhandled rejection.
 */
export interface ActionCall<T> extends Promise<T> {
  /** What the action gave on the replica; it is in the view already. */
  readonly predicted: PredictedOutcome<T>;
  /** Resolves when the action would survive the tab: it is on the device's disk, or, without one, in memory. */
  readonly saved: Promise<void>;
  /** Names this call for ever, as `c.actionId` does. */
  readonly id: string;
}

/** A call as the runtime holds it. Promises are made only for those who ask: most calls are awaited by nobody. */
export class Call implements ActionCall<unknown> {
  readonly [Symbol.toStringTag] = "ActionCall";
  readonly id: string;
  readonly predicted: PredictedOutcome<unknown>;
  #settlement: Settlement | null = null;
  #outcome: Deferred<unknown> | null = null;
  #isSaved = false;
  #saved: Deferred<void> | null = null;

  constructor(id: string, prediction: Prediction) {
    this.id = id;
    this.predicted = prediction;
  }

  get saved(): Promise<void> {
    if (this.#isSaved) return Promise.resolve();
    this.#saved ??= deferred<void>();
    return this.#saved.promise;
  }

  #promise(): Promise<unknown> {
    if (this.#outcome === null) {
      this.#outcome = deferred();
      // Whoever holds the promise hears of the rejection; whoever does not is not to be shouted at.
      this.#outcome.promise.catch(() => {});
      if (this.#settlement !== null) finish(this.#outcome, this.#settlement);
    }
    return this.#outcome.promise;
  }

  then<A = unknown, B = never>(
    onfulfilled?: ((value: unknown) => A | PromiseLike<A>) | null,
    onrejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.#promise().then(onfulfilled, onrejected);
  }

  catch<B = never>(onrejected?: ((reason: unknown) => B | PromiseLike<B>) | null): Promise<unknown> {
    return this.#promise().catch(onrejected);
  }

  finally(onfinally?: (() => void) | null): Promise<unknown> {
    return this.#promise().finally(onfinally);
  }

  markSaved(): void {
    this.#isSaved = true;
    this.#saved?.resolve();
  }

  markSettled(settlement: Settlement): void {
    if (this.#settlement !== null) return;
    this.#settlement = settlement;
    this.markSaved();
    if (this.#outcome !== null) finish(this.#outcome, settlement);
  }
}

function finish(outcome: Deferred<unknown>, settlement: Settlement): void {
  if (settlement.ok) outcome.resolve(settlement.output);
  else outcome.reject(settlement.error);
}
