/** What one side takes from the other. Sizes are in characters of JSON text, which bound the bytes from below. */
export const LIMITS = {
  /** One frame from a client. */
  clientFrame: 4_194_304,
  /** The arguments of one action, or the input of one actor. Checked when the action is called. */
  args: 262_144,
  /** Actions of one client that wait on one actor. Checked when the action is called. */
  pending: 100_000,
  /** A client gathers actions into a frame up to about this size. */
  pushBatch: 262_144,
  /** Messages in one frame. */
  messages: 10_000,
  /** Channels open on one connection. */
  channels: 1_000,
  /** Clients shown on one connection. */
  clients: 1_000,
  /** Event names one channel listens for. */
  events: 1_000,
  /** Bytes waiting for one client to read them, before it is resynced. */
  backlog: 8_388_608,
} as const;
