/** Runs `task` once for all calls of a turn, when what is under way is over. */
export function oncePerTurn(task: () => void): () => void {
  let isDue = false;
  return () => {
    if (isDue) return;
    isDue = true;
    void Promise.resolve().then(() => {
      isDue = false;
      task();
    });
  };
}
