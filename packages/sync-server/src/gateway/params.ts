import { actorError, LIMITS } from "@rivulet/runtime/host";

/** A connection's params, JSON that a stranger wrote. Throws `params/invalid`. */
export function readParams(text: string): unknown {
  if (text.length > LIMITS.args) throw actorError("params/invalid", `The params have more than ${LIMITS.args} characters.`);
  try {
    const params: unknown = JSON.parse(text);
    return params;
  } catch {
    throw actorError("params/invalid", "The params of the connection are not JSON.");
  }
}

/** As they stand in a list of subprotocols, in which JSON itself may not stand. */
export function readEncodedParams(text: string): unknown {
  let decoded: string;
  try {
    decoded = decodeURIComponent(text);
  } catch {
    throw actorError("params/invalid", "The params of the connection are not encoded properly.");
  }
  return readParams(decoded);
}
