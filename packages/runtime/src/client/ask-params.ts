import type { GetOptions } from "../contract/client.ts";
import { type ActorError, actorError } from "../errors/actor-error.ts";
import type { Timers } from "../ports/timers.ts";
import { toJson } from "../value/codec.ts";
import { settledInput } from "./require.ts";

export type GetParams = NonNullable<GetOptions["getParams"]>;

/** Whoever has not answered by then, in milliseconds, is asked again. */
const ANSWER_WITHIN = 30_000;

/** Asks for fresh params, and tells them in their JSON form. Called off, it tells nothing. */
export function askParams(
  getParams: GetParams,
  timers: Timers,
  told: (json: unknown) => void,
  failed: (error: ActorError) => void,
): () => void {
  let isAwaited = true;
  const end = (): void => {
    isAwaited = false;
    cancel();
  };
  const fail = (why: unknown): void => {
    if (!isAwaited) return;
    end();
    failed(actorError("client/get_params_failed", `getParams failed: ${String(why)}`));
  };
  const cancel = timers.after(ANSWER_WITHIN, () => fail(`no answer within ${ANSWER_WITHIN} ms`));
  Promise.resolve()
    .then(getParams)
    .then((answer) => toJson(settledInput("What getParams gives", answer)))
    .then((json) => {
      if (!isAwaited) return;
      end();
      told(json);
    }, fail);
  return end;
}
