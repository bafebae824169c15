import type { ErrorData } from "../errors/actor-error.ts";

/** An action as it waits on the device, from the call until its result is stored. */
export interface Row {
  /** Whose it is, on which lane, and which of that client's actions there; counts from 1. */
  readonly client: string;
  readonly lane: string;
  readonly id: number;
  /** The history it was numbered in; `null` until the actor is known to exist. */
  readonly epoch: string | null;
  /** `void`: it was discarded, and only its id is left to be consumed. */
  readonly kind: "action" | "void";
  readonly name: string;
  /** The `sync.version` under which the arguments were given; 0 where the client had no definition. */
  readonly schema: number;
  readonly args: readonly unknown[];
  /** 128 random bits that name the call for ever, through renumbering and retries. */
  readonly key: string;
  /** The client that called first, where a retry moved it to another. */
  readonly origin: string;
  /** The instant of the call, in milliseconds since 1970. */
  readonly time: number;
  /** The version of the base at the call; `null` where there was none. The action's effect can only come later. */
  readonly since: number | null;
  /** What it finds as its connection's state, as it was told before the call; `null` where it finds none. */
  readonly self: Self | null;
}

/** What a server has told of a connection's state. */
export interface Self {
  readonly value: unknown;
}

/** Names a row on the device, through renumbering: the key alone may be in two tabs that retry the same action. */
export function rowName({ client, key }: Pick<Row, "client" | "key">): string {
  return `${client}/${key}`;
}

/** What is of one client on one lane. */
export type OnLane = Pick<Row, "client" | "lane">;

/** Names the actions of one client on one lane. */
export function laneName({ client, lane }: OnLane): string {
  return `${client}/${lane}`;
}

/** Names an action by its present number. */
export function callName(client: string, lane: string, id: number): string {
  return `${laneName({ client, lane })}/${id}`;
}

/** A rejected action, kept until the app retries or discards it. */
export interface BoxedRow {
  readonly row: Row;
  readonly error: ErrorData;
  /** When the rejection was heard, in milliseconds since 1970. */
  readonly rejectedAt: number;
}

/** How the server answered an action. */
export type Answer =
  | { readonly ok: true; readonly output: unknown }
  | { readonly ok: false; readonly error: ErrorData }
  /** Somebody of this device had the answer before: there is nothing to tell. */
  | { readonly ok: "told" };

/** A row and its answer. */
export interface End {
  readonly row: Row;
  readonly answer: Answer;
}

/** Where a row stands on this tab. */
export interface Entry {
  readonly row: Row;
  /** Its place among the device's rows, shared by all tabs; `null` until it is saved. */
  readonly seq: number | null;
  /** The device has it with another number: were it sent before the device knows, a crash would send it twice. */
  readonly isOutdated?: true;
  /** Sent on the lane's present channel. */
  readonly sent: boolean;
  /** Its effect is in the confirmed base, or it has none: it is not part of the view's fold any more. */
  readonly applied: boolean;
  /** Another tab has its result; the base of this one contains its effect from this version on. */
  readonly over: number | null;
  /** Whether the base contains its effect is not known: it is not shown until the server has told. */
  readonly unsure: boolean;
}
