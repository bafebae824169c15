import type { ErrorData } from "../errors/actor-error.ts";

/** What a RivetKit client says on a connection. `id` is of the client's choosing; the answer names it. */
export type ToServer =
  | { readonly t: "action"; readonly id: number; readonly name: string; readonly args: readonly unknown[] }
  | { readonly t: "listen"; readonly event: string; readonly on: boolean };

/** What a connection is told. An error without an action is the connection's own. */
export type ToClient =
  | { readonly t: "init"; readonly actorId: string; readonly connectionId: string }
  | { readonly t: "error"; readonly error: ErrorData; readonly actionId: number | null }
  | { readonly t: "result"; readonly id: number; readonly output: unknown }
  | { readonly t: "event"; readonly name: string; readonly args: readonly unknown[] };
