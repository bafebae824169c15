/**
 * Messages between the tabs of one origin. A driver MUST NOT echo a message to its sender; it MAY lose messages: they
 * are hints, the truth is in the storage.
 */
export interface Channel {
  post(message: string): void;
  /** Calls back for each message of another tab, until the channel is closed. */
  listen(listener: (message: string) => void): void;
  close(): void;
}

/** A channel of a device that has no other tab, or on which none can be reached. */
export const SILENT_CHANNEL: Channel = { post() {}, listen() {}, close() {} };
