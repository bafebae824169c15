import { isError } from "../errors/actor-error.ts";
import type { Logger } from "../ports/logger.ts";
import { keyParts, type Storage } from "../ports/storage.ts";
import type { Timers } from "../ports/timers.ts";
import { keys } from "./records.ts";

/** How many actors are woken at once, how many rows are read at once, and how long a failed try rests: milliseconds. */
const AT_ONCE = 64;
const PAGE = 1_000;
const FIRST_RETRY = 1_000;
const LAST_RETRY = 300_000;
/** What is later is looked for again then: timers of some platforms count in 32 bits. */
const LONGEST_WAIT = 2_147_483_647;

/** Wakes actors at the times for which they have scheduled something: from an index on disk, with one timer for all. */
export interface Alarms {
  /** An actor has something on disk that is due then. */
  notice(actorId: string, due: number): void;
  stop(): void;
}

interface AlarmsParts {
  readonly storage: Storage;
  readonly timers: Timers;
  readonly log: Logger;
  /** Wakes the actor and starts what is due. May be called for nothing. */
  readonly ring: (actorId: string) => Promise<void>;
}

export function makeAlarms({ storage, timers, log, ring }: AlarmsParts): Alarms {
  /** Everything due up to here was rung for. */
  let rung = -1;
  let next = Number.POSITIVE_INFINITY;
  let cancel: () => void = () => {};
  let state: "waiting" | "scanning" | "scanning, and once more" | "stopped" = "waiting";
  const waiting = new Set<string>();
  let ringing = 0;
  const retries = new Set<() => void>();

  const isStopped = (): boolean => state === "stopped";

  const arm = (due: number): void => {
    if (due >= next || isStopped()) return;
    cancel();
    next = due;
    cancel = timers.after(Math.min(Math.max(0, due - timers.now()), LONGEST_WAIT), scan);
  };

  const scan = (): void => {
    cancel();
    next = Number.POSITIVE_INFINITY;
    if (state !== "waiting") {
      if (state === "scanning") state = "scanning, and once more";
      return;
    }
    state = "scanning";
    read().then(
      (later) => {
        if (isStopped()) return;
        const again = state === "scanning, and once more";
        state = "waiting";
        if (again) scan();
        else if (later !== null) arm(later);
      },
      (error: unknown) => {
        if (isStopped()) return;
        log.error({ msg: "the alarms could not be read", err: error });
        state = "waiting";
        arm(timers.now() + FIRST_RETRY);
      },
    );
  };

  /** Rings for all that is due; resolves to when the next one is. */
  const read = async (): Promise<number | null> => {
    const now = Math.floor(timers.now());
    const { to } = keys.alarms(now + 1, null);
    let { from } = keys.alarms(rung + 1, null);
    const end = keys.alarms(0, now).to;
    for (;;) {
      const page = await storage.list({ from, to: end, limit: PAGE });
      for (const [key] of page) ringFor(keyParts(key)[2] ?? "", FIRST_RETRY);
      const last = page[PAGE - 1];
      if (last === undefined) break;
      from = `${last[0]} `;
    }
    rung = now;
    const [later] = await storage.list({ from: end, to, limit: 1 });
    return later === undefined ? null : Number.parseInt(keyParts(later[0])[1] ?? "", 36);
  };

  const ringFor = (actorId: string, retry: number): void => {
    if (isStopped()) return;
    if (ringing >= AT_ONCE) return void waiting.add(actorId);
    ringing++;
    ring(actorId)
      .catch((error: unknown) => {
        if (isStopped() || isError(error, "actor/not_found")) return;
        log.error({ msg: "an actor could not be woken for its schedule", actorId, err: error });
        const stop = timers.after(retry, () => {
          retries.delete(stop);
          ringFor(actorId, Math.min(LAST_RETRY, retry * 2));
        });
        retries.add(stop);
      })
      .finally(() => {
        ringing--;
        const [first] = waiting;
        if (first === undefined) return;
        waiting.delete(first);
        ringFor(first, FIRST_RETRY);
      });
  };

  scan();
  return {
    notice(actorId, due) {
      if (due <= timers.now()) return ringFor(actorId, FIRST_RETRY);
      // The clock may have been set back.
      rung = Math.min(rung, due - 1);
      arm(due);
    },
    stop() {
      state = "stopped";
      cancel();
      for (const stop of retries) stop();
      waiting.clear();
    },
  };
}
