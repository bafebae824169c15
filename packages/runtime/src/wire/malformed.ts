import { ActorError, actorError } from "../errors/actor-error.ts";

export function malformed(problem: string): ActorError {
  return actorError("protocol/malformed", problem);
}

/** What `read` gives; whatever it throws is an error of the table: its input comes from strangers. */
export function readingSafely<T>(what: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof ActorError) throw error;
    throw malformed(`${what} cannot be read.`);
  }
}
