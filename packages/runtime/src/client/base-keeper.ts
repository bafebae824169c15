import type { StorageOp } from "../ports/storage.ts";
import type { Timers } from "../ports/timers.ts";
import type { Replica } from "../replica/replica.ts";
import type { BaseChange } from "../replica/state.ts";
import { encode } from "../value/codec.ts";
import { type Address, addressText } from "./address.ts";
import type { Device } from "./device.ts";
import type { Hints } from "./hints.ts";
import { type BasePlan, type BasePoint, isAhead, planBase, planWhole, type StoredHead, type WholeBase } from "./plan-base.ts";

/** After this many records of steps the base is written whole again, once nothing happens for a while. */
const FOLD_AFTER = 50;
const FOLD_WHEN_IDLE = 2_000;
/** Other tabs may move the stored base in the middle; each time this one looks again. */
const ATTEMPTS = 5;

/** Keeps one actor's records on the device in step with its replica, in order, one transaction at a time. */
export interface BaseKeeper {
  /** What the device had when it was read. */
  found(stored: { readonly head: StoredHead | null; readonly steps: readonly unknown[] }): void;
  /** Writes how the base changes, and rows in the same step, once `after` has come; `done` once it is complete. */
  keep(base: BaseChange | null, at: BasePoint, rows: readonly StorageOp[], after: Promise<void> | undefined, done: () => void): void;
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
  readonly replica: Pick<Replica, "state" | "onBase">;
  readonly hints: Pick<Hints, "post">;
  readonly report: (error: unknown) => void;
}

export function makeBaseKeeper(parts: BaseKeeperParts): BaseKeeper {
  const { address, device, timers, actorId, schema, replica, hints } = parts;
  let stored: StoredHead | null = null;
  let records = 0;
  /** Writes of rows that are under way. */
  let rowWrites = 0;
  let tail: Promise<void> = Promise.resolve();
  let cancelFold = (): void => {};
  let { report } = parts;

  const epochNow = (): string | undefined => replica.state.cursor?.[0];
  /** The confirmed base as it is now. */
  const baseNow = (): WholeBase | null => {
    const { cursor, marks, markedFrom } = replica.state;
    const state = cursor === null ? null : replica.onBase(encode);
    return cursor === null || state === null ? null : { cursor, marks, markedFrom, state };
  };

  /** Moves the stored base on, with rows in the same step: whether it was still where this tab knew it. */
  const advance = async ({ base, cursor }: BasePlan, rows: readonly StorageOp[]): Promise<boolean> => {
    const head = cursor === null ? null : { actor: actorId(), cursor, schema };
    const text = await device.advance(address, { knownHead: stored?.text, head, base, rows });
    if (text === null) return false;
    stored = head === null ? null : { ...head, text };
    records = base.how === "steps" ? records + 1 : 0;
    return true;
  };

  const write = async (base: BaseChange | null, point: BasePoint, own: readonly StorageOp[]): Promise<void> => {
    let rows = own;
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const plan = base === null ? null : planBase({ change: base, point, stored, schema, epoch: epochNow(), whole: baseNow });
      if (plan !== null && (await advance(plan, rows))) {
        const { cursor } = plan;
        // The stored base has moved, by this tab.
        if (cursor !== null) hints.post({ t: "base", address: addressText(address), epoch: cursor[0], version: cursor[1] });
        const epoch = epochNow();
        // Written late, of a history that this page has left for one that it found here: that one comes back.
        if (epoch !== undefined && epoch !== cursor?.[0]) await writeWhole();
        return;
      }
      await device.write(rows);
      if (plan === null) return;
      rows = [];
      stored = (await device.load(address)).head;
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
    if (stored === null || stored.cursor[0] === epochNow()) await writeWhole();
  };

  const writeWhole = async (): Promise<void> => {
    const plan = planWhole(baseNow());
    if (plan !== null && !isAhead(stored, plan.cursor, schema)) await advance(plan, []);
  };

  return {
    found({ head, steps }) {
      stored = head;
      records = steps.length;
      foldWhenIdle();
    },
    keep(base, point, rows, after, done) {
      const count = rows.length > 0 ? 1 : 0;
      rowWrites += count;
      const written = tail.then(() => after).then(() => write(base, point, rows)).finally(() => (rowWrites -= count));
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
