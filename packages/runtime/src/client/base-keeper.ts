import type { Timers } from "../ports/timers.ts";
import type { Step } from "../protocol/server-messages.ts";
import type { Cursor } from "../protocol/shapes.ts";
import { sightOf } from "../protocol/sight.ts";
import type { Marks } from "../replica/marks.ts";
import type { Replica } from "../replica/replica.ts";
import type { End } from "../replica/row.ts";
import type { BaseChange, BaseStep, StoreStep } from "../replica/state.ts";
import { encode, toJson } from "../value/codec.ts";
import type { Address } from "./address.ts";
import type { Device } from "./device.ts";
import type { BaseWrite, NoticeWrite, HeadWrite, RowWrite } from "./device-writes.ts";

/** After this many records of steps the base is written whole again, once nothing happens for a while. */
const FOLD_AFTER = 50;
const FOLD_WHEN_IDLE = 2_000;
/** Other tabs may move the stored base in the middle; each time this one looks again. */
const ATTEMPTS = 5;

/** Keeps one actor's records on the device in step with its replica, in order, one transaction at a time. */
export interface BaseKeeper {
  /** What the device had when it was read. */
  found(stored: { readonly head: StoredHead | null; readonly steps: readonly unknown[] }): void;
  /** Writes a step of the replica; `done` once it is complete. */
  keep(step: StoreStep, at: BasePoint | null, done: () => void): void;
  /** The device has nothing any more: the base is written anew. */
  restore(): void;
  /** Rows are on their way to the device, or off it. */
  readonly hasRows: boolean;
  settled(): Promise<void>;
  /** Begins nothing more, and tells of nothing. */
  close(): void;
}

export interface StoredHead {
  readonly text: string;
  readonly cursor: Cursor;
  /** The `sync.version` that it is of. */
  readonly schema: number;
}

/** A point in the confirmed state's history, and which actions it contains. */
export interface BasePoint {
  readonly cursor: Cursor;
  readonly marks: Marks;
  readonly markedFrom: number;
}

interface Plan {
  readonly base: BaseWrite;
  /** `null`: there is no base from then on. */
  readonly cursor: Cursor | null;
}

export interface BaseKeeperParts {
  readonly address: Address;
  readonly device: Device;
  readonly timers: Timers;
  readonly actorId: () => string;
  /** The `sync.version` that this page has. */
  readonly schema: number;
  readonly paramsOf: (lane: string) => unknown;
  /** The JSON of the confirmed base as it is now, and where that is; `null` where there is none. */
  readonly base: () => (BasePoint & { readonly state: string }) | null;
  /** What is to be kept of how rows ended. */
  readonly noticesOf: (ends: readonly End[]) => readonly NoticeWrite[];
  /** The stored base has moved, by this tab. */
  readonly moved: (cursor: Cursor) => void;
  readonly report: (error: unknown) => void;
}

/** The confirmed base of a replica, where it has one. */
export function baseIn({ state: { cursor, marks, markedFrom }, onBase }: Replica): ReturnType<BaseKeeperParts["base"]> {
  const state = cursor === null ? null : onBase(encode);
  return cursor === null || state === null ? null : { cursor, marks, markedFrom, state };
}

export function makeBaseKeeper(parts: BaseKeeperParts): BaseKeeper {
  const { address, device, timers, actorId, schema, paramsOf } = parts;
  let stored: StoredHead | null = null;
  let records = 0;
  /** Writes of rows that are under way. */
  let rowWrites = 0;
  let tail: Promise<void> = Promise.resolve();
  let cancelFold = (): void => {};
  let { report } = parts;

  /** Made at once: the lane whose params are asked for may be gone when the write's turn comes. */
  const recordsOf = (step: StoreStep) => ({
    put: step.put.map((saved): RowWrite => ({ address, params: paramsOf(saved.row.lane), saved })),
    remove: step.remove,
    box: step.box.map((boxed) => ({ params: paramsOf(boxed.row.lane), boxed })),
    notices: parts.noticesOf(step.ends),
  });

  const write = async (
    step: StoreStep,
    point: BasePoint | null,
    own: ReturnType<typeof recordsOf>,
  ): Promise<void> => {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const plan = step.base === null ? null : planBase(step.base, point);
      const cursor = plan?.cursor ?? null;
      const head: HeadWrite | null = cursor === null ? null : { actor: actorId(), cursor, schema };
      const knownHead = stored?.text;
      const rows = attempt === 0 ? own : { put: [], remove: [], box: [], notices: [] };
      const text = await device.advance(address, { knownHead, head, base: plan?.base ?? null, ...rows });
      if (plan === null) return;
      if (text !== null) {
        stored = cursor === null ? null : { text, cursor, schema };
        records = plan.base.how === "steps" ? records + 1 : 0;
        if (cursor !== null) parts.moved(cursor);
        return;
      }
      const { head: now } = await device.load(address);
      stored = now;
    }
  };

  /** How to bring the stored base to where this one went; `null` where it is there, or further, or elsewhere. */
  const planBase = (change: BaseChange, point: BasePoint | null): Plan | null => {
    if (change.how === "none") return stored?.cursor[0] === change.epoch ? { base: change, cursor: null } : null;
    if (point === null) return null;
    const { cursor, marks, markedFrom } = point;
    // A tab of a newer version is ahead of whatever this one may hear.
    if (stored !== null && stored.schema > schema && stored.cursor[0] === cursor[0]) return null;
    if (change.how === "snapshot") return { base: { how: "whole", state: change.text, marks, markedFrom }, cursor };
    if (stored !== null && stored.cursor[0] !== cursor[0]) return null;
    // What may not be seen any more does not stay behind what may.
    if (change.steps.some(({ run }) => run !== undefined)) return whole();
    const at = stored?.cursor[1] ?? -1;
    const last = change.steps[change.steps.length - 1];
    if (last === undefined || at >= last.to) return null;
    const steps = change.steps.filter(({ to }) => to > at);
    if (stored !== null && steps[0]?.from === at && sightOf(stored.cursor) === sightOf(cursor)) {
      return { base: { how: "steps", steps: steps.map(toStep) }, cursor: [cursor[0], last.to, cursor[2]] };
    }
    return whole();
  };

  const whole = (): (Plan & { readonly cursor: Cursor }) | null => {
    const base = parts.base();
    if (base === null) return null;
    const { state, marks, markedFrom, cursor } = base;
    return { base: { how: "whole", state, marks, markedFrom }, cursor };
  };

  const foldWhenIdle = (): void => {
    cancelFold();
    // Nor in steps that take it away.
    if (records < (address.lane === undefined ? FOLD_AFTER : 1)) return;
    cancelFold = timers.after(FOLD_WHEN_IDLE, () => {
      tail = tail.then(fold).catch((error: unknown) => report(error));
    });
  };

  const fold = async (): Promise<void> => {
    const plan = whole();
    if (plan === null) return;
    if (stored !== null && (stored.cursor[0] !== plan.cursor[0] || stored.cursor[1] > plan.cursor[1])) return;
    const head = { actor: actorId(), cursor: plan.cursor, schema };
    const change = { knownHead: stored?.text, head, base: plan.base, put: [], remove: [], box: [], notices: [] };
    const text = await device.advance(address, change);
    if (text === null) return;
    stored = { text, cursor: plan.cursor, schema };
    records = 0;
  };

  return {
    found({ head, steps }) {
      stored = head;
      records = steps.length;
      foldWhenIdle();
    },
    keep(step, point, done) {
      const own = recordsOf(step);
      const count = own.put.length + own.remove.length > 0 ? 1 : 0;
      rowWrites += count;
      const written = tail.then(() => write(step, point, own)).finally(() => (rowWrites -= count));
      tail = written.then(foldWhenIdle).then(done).catch((error: unknown) => report(error));
    },
    restore() {
      stored = null;
      tail = tail.then(fold).catch(parts.report);
    },
    get hasRows() {
      return rowWrites > 0;
    },
    settled: () => tail,
    close() {
      cancelFold();
      report = () => {};
    },
  };
}

function toStep({ from, to, patch, by, done }: BaseStep): Step {
  return {
    from,
    to,
    patch: toJson(patch),
    ...(by === undefined ? {} : { by: [...by] }),
    ...(done ? { done: true } : {}),
  };
}
