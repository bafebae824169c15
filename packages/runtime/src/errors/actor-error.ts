import type { ErrorName } from "./catalog.ts";

/** An error as it travels: what RivetKit's `Error` messages carry. */
export interface ErrorData {
  readonly group: string;
  readonly code: string;
  readonly message: string;
  readonly metadata?: unknown;
  /** What the action did before it failed is kept: it had awaited something. */
  readonly partial?: true;
}

/**
 * An error of an actor or of the runtime, on either side of the network.
 *
 * `group` and `code` name it (both keys of the error table, or `user` and the code given to `UserError`), `metadata` is
 * what the actor attached. Follows RivetKit's page “Errors”.
 */
export class ActorError extends Error implements ErrorData {
  override readonly name: string = "ActorError";
  readonly group: string;
  readonly code: string;
  readonly metadata: unknown;
  /** Present where the action failed after it had awaited something: what it did until then is kept. */
  declare readonly partial?: true;

  constructor(group: string, code: string, message: string, metadata?: unknown, partial?: true) {
    super(message);
    this.group = group;
    this.code = code;
    this.metadata = metadata;
    if (partial !== undefined) this.partial = partial;
  }
}

export interface UserErrorOptions {
  /** What clients see as `error.code`. Default `user_error`. */
  readonly code?: string;
  /** Any value the protocol can carry; clients see it as `error.metadata`. */
  readonly metadata?: unknown;
}

/** An error whose message, code and metadata are meant for the caller. Anything else thrown is masked as internal. */
export class UserError extends ActorError {
  override readonly name = "UserError";

  constructor(message: string, options: UserErrorOptions = {}) {
    super("user", options.code ?? "user_error", message, options.metadata);
  }
}

/** An error of the table; the message says what to do. */
export function actorError(name: ErrorName, message: string, metadata?: unknown): ActorError {
  return fromErrorData({ ...errorData(name, message), metadata });
}

/** An error of the table as it travels, where nobody throws it. */
export function errorData(name: ErrorName, message: string): ErrorData {
  const [group = name, code = name] = name.split("/");
  return { group, code, message };
}

/** What callers are told of errors that are none of their business. */
export function maskedError(): ActorError {
  return actorError("internal/internal_error", "Internal error. Read the server logs for more details.");
}

export function isError(error: unknown, name: ErrorName): error is ActorError {
  return error instanceof ActorError && `${error.group}/${error.code}` === name;
}

/** What may leave the server: `ActorError`s as they are, everything else masked. */
export function toErrorData(error: unknown): ErrorData {
  if (!(error instanceof ActorError)) return toErrorData(maskedError());
  const { group, code, message, metadata } = error;
  return metadata === undefined ? { group, code, message } : { group, code, message, metadata };
}

export function fromErrorData({ group, code, message, metadata, partial }: ErrorData): ActorError {
  return new ActorError(group, code, message, metadata, partial);
}
