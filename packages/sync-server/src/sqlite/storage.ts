import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { actorError, type Batch, type Check, type Storage, type StorageOp, type StoredValue } from "@rivulet/runtime/host";
import { findDriver } from "./driver.ts";
import type { Reply, Request, WriteBatch, WriteCheck, WriteOp } from "./messages.ts";

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

interface QueuedWrite {
  readonly batch: WriteBatch;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

type WithoutId<R> = R extends unknown ? Omit<R, "id"> : never;

/**
 * A storage in one SQLite file in a folder, which is made where it is missing. SQLite runs in a worker with full
 * durability; while one transaction is being written, the next gathers. One process at a time may have it open.
 *
 * Rejects with `storage/failed` where there is no SQLite for this Node, or the file is in use or damaged.
 */
export async function sqlite(folder: string): Promise<Storage> {
  const driver = findDriver();
  if (driver === null) {
    throw actorError("storage/failed", "This Node has no SQLite. Install better-sqlite3, or use Node 22.13 or newer.");
  }
  mkdirSync(folder, { recursive: true });
  const file = join(folder, "rivulet.sqlite");
  const worker = new Worker(new URL("./worker.mjs", import.meta.url), { workerData: { file, driver } });
  const waiting = new Map<number, Waiting>();
  let requests = 0;
  let dead: Error | null = null;
  let queue: QueuedWrite[] = [];
  let isWriting = false;
  let isClosed = false;

  worker.on("message", (reply: Reply) => {
    const asked = waiting.get(reply.id);
    waiting.delete(reply.id);
    if (reply.ok) asked?.resolve(reply.value);
    else asked?.reject(actorError("storage/failed", reply.error));
  });
  worker.on("error", (error) => die(error));
  worker.on("exit", () => die(new Error("the SQLite worker stopped")));
  const die = (error: unknown): void => {
    dead ??= actorError("storage/failed", `${file}: ${error instanceof Error ? error.message : String(error)}`);
    for (const { reject } of waiting.values()) reject(dead);
    waiting.clear();
  };

  const ask = (request: WithoutId<Request>): Promise<unknown> =>
    new Promise((resolve, reject) => {
      if (dead !== null) return reject(dead);
      const id = ++requests;
      waiting.set(id, { resolve, reject });
      worker.postMessage({ id, ...request });
    });

  const flush = async (): Promise<void> => {
    isWriting = true;
    while (queue.length > 0) {
      const writes = queue;
      queue = [];
      try {
        const conflicts = await ask({ type: "write", batches: writes.map(({ batch }) => batch) });
        for (const [i, { resolve, reject }] of writes.entries()) {
          const conflict: unknown = Array.isArray(conflicts) ? conflicts[i] : null;
          if (conflict === null) resolve();
          else reject(actorError("storage/conflict", `${String(conflict)} was changed by somebody else.`));
        }
      } catch (error) {
        for (const { reject } of writes) reject(error);
      }
    }
    isWriting = false;
  };

  const whenOpen = (): void => {
    if (isClosed) throw actorError("storage/closed", "The storage is closed.");
  };

  await new Promise((resolve, reject) => {
    waiting.set(0, { resolve, reject });
  });
  return {
    async get(keys) {
      whenOpen();
      const values = await ask({ type: "get", keys });
      return valuesOf(values);
    },
    async list({ from, to, limit, reverse = false }) {
      whenOpen();
      const entries = await ask({ type: "list", from, to, limit, reverse });
      return Array.isArray(entries) ? entries.map(entryOf) : [];
    },
    async write(batch) {
      whenOpen();
      await new Promise<void>((resolve, reject) => {
        queue.push({ batch: toWriteBatch(batch), resolve, reject });
        if (!isWriting) void flush();
      });
    },
    async close() {
      if (isClosed) return;
      isClosed = true;
      if (dead === null) {
        // The worker takes its messages in order: what was asked before is done before.
        await ask({ type: "close" }).catch(() => {});
      }
      await worker.terminate();
    },
  };
}

function toWriteBatch({ checks = [], ops }: Batch): WriteBatch {
  return { checks: checks.map(toWriteCheck), ops: ops.map(toWriteOp) };
}

function toWriteCheck(check: Check): WriteCheck {
  return "key" in check ? ["holds", check.key, check.value] : ["empty", check.from, check.to];
}

function toWriteOp(op: StorageOp): WriteOp {
  switch (op.op) {
    case "put":
    case "replace":
      return [op.op, op.key, op.value];
    case "delete":
      return ["delete", op.key, null];
    case "clear":
      return ["clear", op.from, op.to];
  }
}

function valueOf(value: unknown): StoredValue | undefined {
  return typeof value === "string" || value instanceof Uint8Array ? value : undefined;
}

function valuesOf(values: unknown): (StoredValue | undefined)[] {
  return Array.isArray(values) ? values.map(valueOf) : [];
}

function entryOf(entry: unknown): readonly [string, StoredValue] {
  const [key, value]: unknown[] = Array.isArray(entry) ? entry : [];
  return [String(key), valueOf(value) ?? ""];
}
