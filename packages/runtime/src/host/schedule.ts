import type { Schedule } from "../contract/schedule.ts";
import { actorError } from "../errors/actor-error.ts";
import { settledArgs } from "../execution/run.ts";
import { toJson } from "../value/codec.ts";
import type { Beside } from "./recorder.ts";
import { type Appointment, keys } from "./records.ts";

interface ScheduleParts {
  readonly actorId: string;
  /** The `sync.version` of the actor; `null` where it is not synced. */
  readonly schema: number | null;
  readonly now: () => number;
  readonly newId: () => string;
  readonly join: (part: Beside) => void;
  readonly put: (key: string, value: string) => void;
  /** Puts everything written so far on disk, and resolves when it is there. */
  readonly flushed: () => Promise<void>;
  /** There is something to do at that time. */
  readonly noticed: (due: number) => void;
}

/** `c.schedule`: entries that belong to the step of whoever makes them, and are on disk with it. */
export function makeSchedule({ actorId, schema, now, newId, join, put, flushed, noticed }: ScheduleParts): Schedule {
  let fresh: (readonly [Appointment, value: string])[] = [];
  /** Puts entries of one instant in the order in which they were made. */
  let made = 0;
  const part: Beside = {
    keep() {
      const step = fresh;
      fresh = [];
      let first = Number.POSITIVE_INFINITY;
      for (const [appointment, value] of step) {
        put(keys.scheduled(actorId, appointment), value);
        put(keys.alarm(actorId, appointment), "");
        first = Math.min(first, appointment.due);
      }
      // Where the write fails, the actor starts again, and nothing was scheduled.
      flushed().then(
        () => noticed(first),
        () => {},
      );
    },
    undo() {
      fresh = [];
    },
  };
  const at = (time: number, action: string, args: readonly unknown[]): Promise<string> => {
    if (!Number.isFinite(time)) throw actorError("state/invalid_type", `A time is a number of milliseconds, not ${time}.`);
    const value = JSON.stringify({ action, args: settledArgs(args, action).map(toJson), schema: schema ?? undefined });
    join(part);
    made = Math.max(made + 1, Math.floor(now()) * 1_000);
    const appointment = { due: Math.max(0, Math.ceil(time)), made, entry: newId() };
    fresh.push([appointment, value]);
    return Promise.resolve(appointment.entry);
  };
  return {
    after: (ms, action, ...args) => at(now() + Math.max(0, ms), action, args),
    at: (time, action, ...args) => at(time, action, args),
  };
}
