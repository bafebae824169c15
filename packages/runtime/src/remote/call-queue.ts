import type { ActionOutcome, Connection } from "../ports/gateway.ts";
import { type Deferred, deferred } from "../util/deferred.ts";

interface Call extends Deferred<unknown> {
  readonly name: string;
  readonly args: readonly unknown[];
}

/** The actions of a connection: those that wait for it to open, in order, and those that were sent. */
export interface CallQueue {
  /** Sends on `link`, or waits for one. Aborted, it rejects with the signal's reason and is not sent any more. */
  call(name: string, args: readonly unknown[], link: Connection | null, signal?: AbortSignal): Promise<unknown>;
  /** Sends what has waited. */
  flush(link: Connection): void;
  /** Those that were sent are not going to be answered; nobody knows whether they ran. */
  failSent(error: unknown): void;
  /** Gives up everything, for whoever asked for that himself. */
  end(error: unknown): void;
}

export function makeCallQueue(): CallQueue {
  const waiting = new Set<Call>();
  const sent = new Set<Call>();

  const send = (call: Call, link: Connection): void => {
    sent.add(call);
    link.action(call.name, call.args, (outcome: ActionOutcome) => {
      if (!sent.delete(call)) return;
      if (outcome.how === "returned") call.resolve(outcome.output);
      else call.reject(outcome.error);
    });
  };

  const fail = (calls: Set<Call>, error: unknown): void => {
    const failed = [...calls];
    calls.clear();
    for (const call of failed) call.reject(error);
  };

  return {
    call(name, args, link, signal) {
      if (signal?.aborted === true) return Promise.reject(signal.reason);
      const call: Call = { name, args, ...deferred<unknown>() };
      if (link === null) waiting.add(call);
      else send(call, link);
      if (signal === undefined) return call.promise;
      const abort = (): void => {
        if (waiting.delete(call) || sent.delete(call)) call.reject(signal.reason);
      };
      signal.addEventListener("abort", abort);
      return call.promise.finally(() => signal.removeEventListener("abort", abort));
    },
    flush(link) {
      const due = [...waiting];
      waiting.clear();
      for (const call of due) send(call, link);
    },
    failSent: (error) => fail(sent, error),
    end(error) {
      // Who gives up a connection need not be told of what he gave up.
      for (const { promise } of [...waiting, ...sent]) promise.catch(() => {});
      fail(waiting, error);
      fail(sent, error);
    },
  };
}
