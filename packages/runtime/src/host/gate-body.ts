/** What a stream of bytes gives its source, by whatever name a platform's types have it. */
interface Controller {
  enqueue(chunk: Uint8Array): void;
  close(): void;
  error(reason?: unknown): void;
}

/** How many chunks are read before anybody asks for them: a short answer is over even where nobody reads it. */
const AHEAD = 4;

/**
 * The same bytes, each chunk only once `gate` resolves for it. `done` is called once: at the end, when the reader gives
 * up, or when `signal` cuts it off.
 */
export function gateBody(body: ReadableStream, gate: () => Promise<void>, signal: AbortSignal, done: () => void): ReadableStream {
  const reader = body.getReader();
  let isOver = false;
  const finish = (): void => {
    if (isOver) return;
    isOver = true;
    signal.removeEventListener("abort", cut);
    done();
  };
  let closeEarly: (() => void) | null = null;
  const cut = (): void => {
    if (isOver) return;
    closeEarly?.();
    reader.cancel("The actor stops.").catch(() => {});
    finish();
  };
  const source = {
    async pull(controller: Controller): Promise<void> {
      closeEarly = () => controller.close();
      if (signal.aborted) return cut();
      try {
        const { done: ended, value } = await reader.read();
        await gate();
        if (isOver) return;
        if (value !== undefined) controller.enqueue(value);
        if (!ended) return;
        finish();
        controller.close();
      } catch (error) {
        if (isOver) return;
        finish();
        controller.error(error);
      }
    },
    async cancel(reason: unknown): Promise<void> {
      finish();
      await reader.cancel(reason);
    },
  };
  signal.addEventListener("abort", cut);
  return new ReadableStream(source, { highWaterMark: AHEAD });
}
