import { type ActorError, actorError, type ErrorData, fromErrorData } from "../errors/actor-error.ts";
import { actionIdOf } from "../execution/seed.ts";
import type { Entry, Row } from "../replica/row.ts";
import { entriesOf } from "../replica/state.ts";
import { toJson } from "../value/codec.ts";
import type { ActionCall } from "./action-call.ts";
import type { Box, Boxed } from "./box.ts";
import { recallAction } from "./call.ts";
import type { LocalActor } from "./local-actor.ts";
import type { PageParts } from "./page-parts.ts";

/** An action that waits for the server. */
export interface PendingAction {
  /** Names the call for ever, as `c.actionId` does. */
  readonly id: string;
  readonly name: string;
  readonly args: readonly unknown[];
  /** When it was called, in milliseconds since 1970. */
  readonly calledAt: number;
  /** Whether it would survive the tab. */
  readonly saved: boolean;
}

/** An action that the server rejected. */
export interface RejectedAction extends Omit<PendingAction, "saved"> {
  readonly error: ActorError;
  /** When the rejection was heard, in milliseconds since 1970. */
  readonly rejectedAt: number;
}

/** What this device has called on an actor and the server has not accepted: nothing leaves it unseen. */
export interface Outbox {
  /** In the order in which the server will run them. */
  readonly pending: readonly PendingAction[];
  readonly rejected: readonly RejectedAction[];
  /**
   * Calls a rejected action again, with the arguments and the time of the first call; it keeps its id.
   * Throws `outbox/not_found`; `version/outdated` where a newer version of the app called it; and `storage/corrupt` where
   * it could not be read: it can only be discarded, or exported.
   */
  retry(id: string): ActionCall<unknown>;
  /**
   * Calls an action with other arguments instead: the old call is taken out of the box, or back from the queue, and the new
   * one stands at the queue's end with an id of its own. On the device both happen in one step. Where the server was
   * faster the old call has run, too, as with `discard`.
   * Throws `outbox/not_found`; `outbox/other_tab` where the old call waits in another tab; `version/outdated` where a newer version
   * of the app called it; and whatever a call throws.
   */
  edit(id: string, args: readonly unknown[]): ActionCall<unknown>;
  /**
   * Takes a rejected action out of the box, or a waiting one back. One that the server had run by then has had its effect:
   * its call and `client.onActionSettled` tell. One that waits in another tab is taken back there.
   */
  discard(id: string): Promise<void>;
  /**
   * All that is in here as plain JSON, for a report or a file. Params are left out: they may hold secrets. There is no way
   * back in: what is read from a file is a new call.
   */
  export(): OutboxExport;
}

/** An outbox as JSON. Arguments and errors are in the form in which values travel: what JSON lacks is tagged. */
export interface OutboxExport {
  readonly actor: string;
  /** The actor's key, or `null` where it was asked for by its id. */
  readonly key: readonly string[] | null;
  readonly actorId: string | null;
  readonly pending: readonly PendingAction[];
  readonly rejected: readonly (Omit<RejectedAction, "error"> & { readonly error: ErrorData })[];
}

/** The outbox of the actor of the moment, on the page of the moment. */
export function makeOutbox(page: () => PageParts, actor: () => LocalActor): Outbox {
  const box = (): Box => actor().rows.box;
  const idOf = ({ origin, key }: Row): string => actionIdOf(origin, key);
  const waiting = (): Entry[] => entriesOf(actor().replica.state).filter(({ row }) => row.kind === "action");
  const toAction = (row: Row) => ({ id: idOf(row), name: row.name, args: row.args, calledAt: row.time });

  const boxed = (id: string): Boxed | undefined => box().boxed.find(({ row }) => idOf(row) === id);

  // Refused, it stays where it is. Taken, it leaves the box in the transaction that saves its new row, which begins in
  // a later turn: it is never in neither, and in one tab alone.
  const recallBoxed = (found: Boxed, args: readonly unknown[] | null): ActionCall<unknown> => {
    if (found.error.group === "storage") throw fromErrorData(found.error);
    return recallAction(page(), actor(), found.row, found.params, args, (row) => box().claim(found, row));
  };

  const outbox: Outbox = {
    get pending() {
      return waiting().map(({ row, seq }) => ({ ...toAction(row), saved: seq !== null }));
    },
    get rejected() {
      return box().boxed.map(({ row, error, rejectedAt }) => ({ ...toAction(row), error: fromErrorData(error), rejectedAt }));
    },
    retry(id) {
      const found = boxed(id);
      if (found === undefined) throw actorError("outbox/not_found", `No rejected action has the id ${id}.`);
      return recallBoxed(found, null);
    },
    edit(id, args) {
      const found = boxed(id);
      if (found !== undefined) return recallBoxed(found, args);
      const row = waiting().find((entry) => idOf(entry.row) === id)?.row;
      if (row === undefined) throw actorError("outbox/not_found", `Nothing in the outbox has the id ${id}.`);
      if (!actor().replica.state.held.has(row.client)) {
        throw actorError("outbox/other_tab", "The action waits in another tab, and can be edited there alone.");
      }
      const { rows, lanes } = actor();
      return recallAction(page(), actor(), row, lanes.paramsOf(row.lane), args, () => rows.discard(row, true));
    },
    async discard(id) {
      const found = boxed(id);
      if (found !== undefined) await box().drop(found.key);
      for (const { row } of waiting()) if (idOf(row) === id) actor().rows.discard(row);
      await actor().settle();
    },
    export() {
      const { address, actorId } = actor();
      const plain = <A extends { readonly args: readonly unknown[] }>(action: A): A => ({ ...action, args: action.args.map(toJson) });
      return {
        actor: address.name,
        key: "key" in address ? address.key : null,
        actorId,
        pending: outbox.pending.map(plain),
        rejected: box().boxed.map(({ row, error, rejectedAt }) => {
          return { ...plain(toAction(row)), error: "metadata" in error ? { ...error, metadata: toJson(error.metadata) } : error, rejectedAt };
        }),
      };
    },
  };
  return outbox;
}
