import { ActorError } from "./actor-error.ts";

// RivetKit's client has a class for each of these; here each is an `ActorError` besides.

/** The connection was disposed of: what it still waited for is not going to come. */
export class ActorConnDisposed extends ActorError {
  override readonly name = "ActorConnDisposed";

  constructor() {
    super("client", "disposed", "This connection was disposed.");
  }
}

/** What came back is no answer of a server of actors; perhaps something stands between. */
export class MalformedResponseMessage extends ActorError {
  override readonly name: string = "MalformedResponseMessage";

  constructor(message: string, metadata?: unknown) {
    const { group, code } = { group: "client", code: "malformed_response" };
    super(group, code, message, metadata);
  }
}

/** The same, where an actor was to be found or made. */
export class ManagerError extends MalformedResponseMessage {
  override readonly name = "ManagerError";
}
