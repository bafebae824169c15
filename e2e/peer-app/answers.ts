// What comes back from a client, made plain.

import { show } from "../../packages/runtime/test/show.ts";

/** What a promise fails with, as plain JSON; what it gives where it does not. */
export const errorOf = async (promise: Promise<unknown>): Promise<unknown> => {
  const thrown: unknown = await promise.then(
    (value) => ({ nothing: show(value) }),
    (error: unknown) => error,
  );
  return describe(thrown);
};

/** An error's parts as plain JSON. */
export function describe(thrown: unknown) {
  // An error, or what stands in the place of one.
  const { group, code, message, metadata, nothing } = thrown as Record<string, unknown>;
  return { ...(nothing !== undefined && { nothing }), group, code, message, ...(metadata !== undefined && metadata !== null && { metadata }) };
}

/** Waits for what an event brings: tests have a time limit of their own. */
export function next<T>(listen: (listener: (value: T) => void) => unknown): Promise<T> {
  return new Promise((resolve) => void listen(resolve));
}

export const answerOf = async (response: Response) => [response.status, response.headers.get("x-answer"), await response.text()];
