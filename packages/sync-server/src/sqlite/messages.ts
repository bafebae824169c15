// What the event loop and the worker that runs SQLite tell each other.

import type { StoredValue } from "@rivulet/runtime/host";

export interface WriteBatch {
  readonly checks: readonly WriteCheck[];
  readonly ops: readonly WriteOp[];
}

export type WriteCheck =
  | readonly ["holds", key: string, value: string | undefined]
  | readonly ["empty", from: string, to: string];

export type WriteOp =
  | readonly ["put" | "replace", key: string, value: StoredValue]
  | readonly ["delete", key: string, nothing: null]
  | readonly ["clear", from: string, to: string];

export type Request = { readonly id: number } & (
  | { readonly type: "write"; readonly batches: readonly WriteBatch[] }
  | { readonly type: "get"; readonly keys: readonly string[] }
  | {
      readonly type: "list";
      readonly from: string;
      readonly to: string;
      readonly limit: number | undefined;
      readonly reverse: boolean;
    }
  | { readonly type: "close" }
);

export type Reply =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly id: number; readonly ok: false; readonly error: string };

/** What `node:sqlite` and better-sqlite3 have in common. */
export interface Database {
  exec(sql: string): unknown;
  prepare(sql: string): Statement;
  close(): void;
}

export interface Statement {
  run(...parameters: unknown[]): unknown;
  get(...parameters: unknown[]): unknown;
  all(...parameters: unknown[]): unknown[];
}
