// What one side takes from the other. Sizes are in characters of JSON text, which bound the bytes from below.

/** What a client keeps to by itself. */
export const LIMITS = {
  /** Names of actors, actions and events. */
  name: 256,
  /** The arguments of one action, the input of one actor, or the params of one connection. Checked when they are given. */
  args: 262_144,
  /** Actions of one client that wait on one actor. Checked when the action is called. */
  pending: 100_000,
  /** A client gathers actions into a message up to about this size. */
  pushBatch: 262_144,
  /** And messages into a frame up to about this one: with its largest message, and in UTF-8, it is one that is taken. */
  batch: 524_288,
  /** Messages in one frame. */
  messages: 10_000,
  /** Clients shown on one connection. */
  clients: 1_000,
  /** Epochs named when a channel is opened. */
  epochs: 100,
  /** Event names one channel listens for. */
  events: 1_000,
} as const;

/** What a server alone looks at. */
export const SERVER_LIMITS = {
  /** One frame from a client. */
  clientFrame: 4_194_304,
  /** Channels open on one connection. */
  channels: 1_000,
  /** Bytes waiting for one client to read them, before it is resynced. */
  backlog: 8_388_608,
  /** Bytes waiting for one client to read them, before it is hung up on: it asks on, and reads nothing. */
  abandon: 33_554_432,
} as const;
