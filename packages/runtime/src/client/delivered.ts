import type { EventMessage } from "../protocol/server-messages.ts";
import type { PredictedEvent } from "../replica/predictor.ts";
import { callName, type Row } from "../replica/row.ts";
import { deepEqual } from "../value/equal.ts";

/** An event on its way to the app. */
export interface ActorEvent {
  readonly name: string;
  readonly args: readonly unknown[];
  /** The same event was delivered before with other arguments, as predicted. */
  readonly corrected: boolean;
}

/** Remembers which events were delivered when they were predicted, so that the server's copies are not heard twice. */
export interface Delivered {
  predicted(row: Row, events: readonly PredictedEvent[]): void;
  /** The event as the app should hear it, or `null` where it has. */
  arriving(message: Pick<EventMessage, "name" | "by" | "nth">, args: readonly unknown[]): ActorEvent | null;
  /** No more events of this row will come. */
  over(row: Row): void;
}

export function makeDelivered(): Delivered {
  const byAuthor = new Map<string, readonly PredictedEvent[]>();
  return {
    predicted(row, events) {
      if (events.length > 0) byAuthor.set(callName(row.client, row.lane, row.id), events);
    },
    arriving({ name, by, nth = 0 }, args) {
      const own = by === undefined ? undefined : byAuthor.get(callName(...by));
      const earlier = own?.filter((event) => event.name === name)[nth];
      if (earlier === undefined) return { name, args, corrected: false };
      return deepEqual(earlier.args, args) ? null : { name, args, corrected: true };
    },
    over: ({ client, lane, id }) => void byAuthor.delete(callName(client, lane, id)),
  };
}
