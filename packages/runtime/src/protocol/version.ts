/** The WebSocket subprotocol that names this protocol. */
export const SUBPROTOCOL = "rivulet.sync.v1";
/** The path at which a server speaks it, below its base path. */
export const SYNC_PATH = "/sync";

/**
 * The protocol's number, its history, and the oldest number a server still serves. Whoever changes a message changes
 * the number: a test compares the schemas with the hash that belongs to it.
 *
 * 1: the first.
 */
export const PROTOCOL = 1;
export const OLDEST_PROTOCOL = 1;

/** The reason with which a server hangs up on a client that is too old for it. One that is too new is to come again. */
export const UNSUPPORTED = "protocol.unsupported";
