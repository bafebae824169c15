import { ActorError } from "./actor-error.ts";
import type { ErrorName } from "./catalog.ts";

// RivetKit's client has a class for each of these; here each is an `ActorError` besides.

/** The connection was disposed of: what it still waited for is not going to come. */
export class ActorConnDisposed extends ActorError {
  override readonly name = "ActorConnDisposed";

  constructor() {
    super(...partsOf("client/disposed"), "This connection was disposed.");
  }
}

/** What came back is no answer of a server of actors; perhaps something stands between. */
export class MalformedResponseMessage extends ActorError {
  override readonly name: string = "MalformedResponseMessage";

  constructor(message: string, metadata?: unknown) {
    super(...partsOf("client/malformed_response"), message, metadata);
  }
}

/** The same, where an actor was to be found or made. */
export class ManagerError extends MalformedResponseMessage {
  override readonly name = "ManagerError";
}

function partsOf(name: ErrorName): [group: string, code: string] {
  return name.split("/") as [string, string]; // as every name of the table
}
