import { type ActorError, type ErrorData, fromErrorData } from "../errors/actor-error.ts";
import { errorOf } from "./decode.ts";

interface Waiting {
  readonly resolve: (output: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** What is asked on a channel and waits for its answer. */
export interface LaneReads {
  /** Asks under a number of its own; rejects with what the server says, or what stopped it. */
  ask(send: (req: number) => void): Promise<unknown>;
  answer(req: number, output: unknown, error: ErrorData | undefined): void;
  /** Nothing more is answered. */
  stop(error: ActorError): void;
}

export function makeLaneReads(): LaneReads {
  const reads = new Map<number, Waiting>();
  let requests = 0;
  return {
    ask(send) {
      const req = ++requests;
      return new Promise((resolve, reject) => {
        reads.set(req, { resolve, reject });
        send(req);
      });
    },
    answer(req, output, error) {
      const waiting = reads.get(req);
      reads.delete(req);
      if (error === undefined) waiting?.resolve(output);
      else waiting?.reject(fromErrorData(errorOf(error)));
    },
    stop(error) {
      const waiting = [...reads.values()];
      reads.clear();
      for (const { reject } of waiting) reject(error);
    },
  };
}
