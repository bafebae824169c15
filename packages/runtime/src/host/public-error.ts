import { ActorError, type ErrorData, maskedError, toErrorData } from "../errors/actor-error.ts";
import { settled } from "../execution/run.ts";
import type { Logger } from "../ports/logger.ts";

interface Witness {
  readonly log: Logger;
  /** Whether callers may see what else is thrown, as developers want. */
  readonly exposeErrors: boolean;
}

/** What the caller may know of an error that `what` threw; the whole of it goes to the log. */
export function publicError({ log, exposeErrors }: Witness, what: string, error: unknown): ErrorData {
  if (error instanceof ActorError) return withoutLiveParts(toErrorData(error));
  log.error({ msg: "actor code threw", action: what, err: error });
  if (!exposeErrors) return toErrorData(maskedError());
  const { group, code } = maskedError();
  return error instanceof Error
    ? { group, code, message: error.message, metadata: { name: error.name, stack: error.stack } }
    : { group, code, message: String(error) };
}

/** Metadata may hold parts of the state, which go on changing. */
function withoutLiveParts(data: ErrorData): ErrorData {
  if (data.metadata === undefined) return data;
  try {
    return { ...data, metadata: settled(data.metadata) };
  } catch {
    const { group, code, message } = data;
    return { group, code, message };
  }
}
