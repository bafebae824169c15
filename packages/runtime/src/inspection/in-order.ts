import type { Instance } from "../host/instance.ts";

/**
 * What an actor that is awake looks like between two stretches, told as all that leaves it is told: once what was committed
 * before is on disk. Changes nothing and keeps nobody awake. Rejects where the actor is dropped meanwhile.
 */
export function inOrder<T>({ recorder, ledger, whenOver }: Instance, look: () => T): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = whenOver(reject);
    recorder.whenKept(() => {
      try {
        const seen = look();
        ledger.after(() => {
          stop();
          resolve(seen);
        });
      } catch (error) {
        stop();
        reject(error);
      }
    });
  });
}
