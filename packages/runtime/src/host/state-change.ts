import type { Context } from "../execution/context.ts";
import type { Logger } from "../ports/logger.ts";
import type { Tree } from "../track/node.ts";
import { liveState } from "../track/wrap.ts";

/** What is to be called after each write to the state: `onStateChange`, which its own writes do not call again. */
export function makeStateChange(
  hook: ((c: Context, state: unknown) => unknown) | undefined,
  tree: Tree,
  log: Logger,
  context: () => Context,
): () => void {
  if (hook === undefined) return () => {};
  let telling = false;
  const failed = (error: unknown): void => log.error({ msg: "onStateChange threw", err: error });
  return () => {
    if (telling) return;
    telling = true;
    try {
      const done = hook(context(), liveState(tree));
      if (done instanceof Promise) done.catch(failed);
    } catch (error) {
      failed(error);
    } finally {
      telling = false;
    }
  };
}
