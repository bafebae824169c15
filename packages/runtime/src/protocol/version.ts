/** The WebSocket subprotocol that names this protocol. */
export const SUBPROTOCOL = "rivulet.sync.v1";
/** The path at which a server speaks it, below its base path. */
export const SYNC_PATH = "/sync";

/**
 * The protocol's number, its history, and the oldest number a server still serves. Whoever changes a message changes
 * the number: a test compares the schemas with the hash that belongs to it.
 *
 * 1: the first.
 * 2: `open` may carry `fresh`, a server of 1 looks at `params` alone; `open.epochs`; `opened.destroyed` and `closed.destroyed`;
 *    `push.version`, without which the actions are of the version of the `open`.
 *    To a client of 1 a destroyed actor is one that never was.
 */
export const PROTOCOL = 2;
export const OLDEST_PROTOCOL = 1;

/** The reason with which a server hangs up on a client that is too old for it. One that is too new is to come again. */
export const UNSUPPORTED = "protocol.unsupported";
