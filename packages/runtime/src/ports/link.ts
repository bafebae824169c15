/** What a link tells. */
export interface LinkEvents {
  /** Connected; frames can be sent. */
  up(): void;
  /** Not connected any more, or an attempt to connect failed. The link goes on trying. */
  down(reason: string): void;
  frame(frame: string): void;
}

/**
 * A connection to the server that comes back by itself until it is closed. A driver MUST deliver the frames of one
 * connection in order, MUST call `up` and `down` in turn, and MUST wait longer after each failure in a row.
 */
export interface Link {
  /** Sends on the present connection; lost without a word where there is none. */
  send(frame: string): void;
  /** Tries at once, if it is waiting. */
  hurry(): void;
  /** Drops the present connection and makes a new one. */
  restart(): void;
  /** For ever. No event comes after it. */
  close(): void;
}

export type OpenLink = (url: string, events: LinkEvents) => Link;
