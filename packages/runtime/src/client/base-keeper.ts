import type { Timers } from "../ports/timers.ts";
import type { Cursor } from "../protocol/shapes.ts";
import type { Replica } from "../replica/replica.ts";
import type { End } from "../replica/row.ts";
import type { StoreStep } from "../replica/state.ts";
import { encode } from "../value/codec.ts";
import type { Address } from "./address.ts";
import type { Device } from "./device.ts";
import type { NoticeWrite, HeadWrite, RowWrite } from "./device-writes.ts";
import { type BasePoint, isAhead, planBase, planWhole, type StoredHead, type WholeBase } from "./plan-base.ts";

/** After this many records of steps the base is written whole again, once nothing happens for a while. */
const FOLD_AFTER = 50;
const FOLD_WHEN_IDLE = 2_000;
/** Other tabs may move the stored base in the middle; each time this one looks again. */
const ATTEMPTS = 5;

/** Keeps one actor's records on the device in step with its replica, in order, one transaction at a time. */
export interface BaseKeeper {
  /** What the device had when it was read. */
  found(stored: { readonly head: StoredHead | null; readonly steps: readonly unknown[] }): void;
  /** Writes a step of the replica, once `after` has come; `done` once it is complete. */
  keep(step: StoreStep, at: BasePoint | null, after: Promise<void> | undefined, done: () => void): void;
  /** The device has nothing any more: the base is written anew. */
  restore(): void;
  /** Rows are on their way to the device, or off it. */
  readonly hasRows: boolean;
  settled(): Promise<void>;
  /** Begins nothing more, and tells of nothing. */
  close(): void;
}

export interface BaseKeeperParts {
  readonly address: Address;
  readonly device: Device;
  readonly timers: Timers;
  readonly actorId: () => string;
  /** The `sync.version` that this page has. */
  readonly schema: number;
  readonly paramsOf: (lane: string) => unknown;
  /** Of the confirmed base as it is now; `null` where there is none. */
  readonly epoch: () => string | null;
  /** The JSON of the confirmed base as it is now, and where that is; `null` where there is none. */
  readonly base: () => WholeBase | null;
  /** What is to be kept of how rows ended. */
  readonly noticesOf: (ends: readonly End[]) => readonly NoticeWrite[];
  /** The stored base has moved, by this tab. */
  readonly moved: (cursor: Cursor) => void;
  readonly report: (error: unknown) => void;
}

/** The confirmed base of a replica, where it has one. */
export function baseIn({ state: { cursor, marks, markedFrom }, onBase }: Replica): WholeBase | null {
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
    put: step.put.map((saved): RowWrite => ({ address, params: paramsOf(saved.row.lane), saved, isAgain: true })),
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
      const plan = step.base === null ? null : planBase({ change: step.base, point, stored, schema, epoch: parts.epoch(), whole: parts.base });
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
        const epoch = parts.epoch();
        // Written late, of a history that this page has left for one that it found here: that one comes back.
        if (epoch !== null && epoch !== (cursor?.[0] ?? null)) await writeWhole();
        return;
      }
      const { head: now } = await device.load(address);
      stored = now;
    }
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
    if (stored === null || stored.cursor[0] === parts.epoch()) await writeWhole();
  };

  const writeWhole = async (): Promise<void> => {
    const plan = planWhole(parts.base());
    if (plan === null || isAhead(stored, plan.cursor, schema)) return;
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
    keep(step, point, after, done) {
      const own = recordsOf(step);
      const count = own.put.length + own.remove.length > 0 ? 1 : 0;
      rowWrites += count;
      const written = tail.then(() => after).then(() => write(step, point, own)).finally(() => (rowWrites -= count));
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
