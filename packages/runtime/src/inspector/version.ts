/** The WebSocket subprotocol that names the inspector's protocol. */
export const INSPECTOR_SUBPROTOCOL = "rivulet.inspector.v1";
/** What a page puts before its token in the list of subprotocols, the only thing that it can say when it opens a WebSocket. */
export const INSPECTOR_TOKEN_PREFIX = "rivulet_inspector_token.";
/** What says a token in a list of subprotocols, in which few signs may stand. */
export function offerOfToken(token: string): string {
  return INSPECTOR_TOKEN_PREFIX + encodeURIComponent(token).replaceAll("(", "%28").replaceAll(")", "%29");
}

/** The path at which a server speaks it, below its base path. */
export const INSPECTOR_PATH = "/inspector";

/**
 * The protocol's number and the oldest number that is still spoken. Whoever changes a message or a topic changes the
 * number: a test compares the schemas with the hash that belongs to it.
 *
 * 1: the first.
 * 2: the cause of a divergence says to what time the server has set a call.
 */
export const INSPECTOR_PROTOCOL = 2;
export const OLDEST_INSPECTOR_PROTOCOL = 1;
