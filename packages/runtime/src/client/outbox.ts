import { type ActorError, actorError, fromErrorData } from "../errors/actor-error.ts";
import { actionIdOf } from "../execution/seed.ts";
import { entriesOf } from "../replica/state.ts";
import { type Row, rowName } from "../replica/row.ts";
import type { ActionCall } from "./action-call.ts";
import type { LocalActor } from "./local-actor.ts";

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
   * Throws `outbox/not_found`, and `version/outdated` where a newer version of the app called it.
   */
  retry(id: string): ActionCall<unknown>;
  /** Takes a rejected action out of the box, or a waiting one back, unless the server was faster. */
  discard(id: string): Promise<void>;
}

export interface OutboxParts {
  readonly actor: () => LocalActor;
  /** Calls an action again under its old name. */
  readonly recall: (row: Row, params: unknown) => ActionCall<unknown>;
}

export function makeOutbox({ actor, recall }: OutboxParts): Outbox {
  const idOf = ({ origin, key }: Row): string => actionIdOf(origin, key);
  return {
    get pending() {
      return entriesOf(actor().replica.state).flatMap(({ row, seq }) => {
        if (row.kind === "void") return [];
        return [{ id: idOf(row), name: row.name, args: row.args, calledAt: row.time, saved: seq !== null }];
      });
    },
    get rejected() {
      return actor().rows.box.boxed.map(({ row, error, rejectedAt }) => {
        return { id: idOf(row), name: row.name, args: row.args, calledAt: row.time, error: fromErrorData(error), rejectedAt };
      });
    },
    retry(id) {
      const { box } = actor().rows;
      const found = box.boxed.find(({ row }) => idOf(row) === id);
      if (found === undefined) throw actorError("outbox/not_found", `No rejected action has the id ${id}.`);
      // Refused, it stays where it is. Taken, it leaves the box in the transaction that saves its new row, which begins in
      // a later turn: it is never in neither, and in one tab alone.
      const call = recall(found.row, found.params);
      box.claim(found);
      return call;
    },
    async discard(id) {
      const { box } = actor().rows;
      const boxed = box.boxed.find(({ row }) => idOf(row) === id);
      if (boxed !== undefined) await box.drop(boxed.row.key);
      for (const { row } of entriesOf(actor().replica.state)) {
        if (idOf(row) === id) actor().replica.take({ type: "discarded", name: rowName(row) });
      }
      await actor().settle();
    },
  };
}
