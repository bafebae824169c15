/** One task at a time for each name: the next waits for the one before. */
export interface Turns {
  take<T>(name: string, task: () => Promise<T>): Promise<T>;
  /** Resolves when the tasks under way are over. */
  settled(): Promise<void>;
}

export function makeTurns(): Turns {
  const turns = new Map<string, Promise<unknown>>();
  return {
    take(name, task) {
      const before = turns.get(name) ?? Promise.resolve();
      const turn = before.then(task, task);
      turns.set(name, turn);
      const clear = (): void => {
        if (turns.get(name) === turn) turns.delete(name);
      };
      turn.then(clear, clear);
      return turn;
    },
    async settled() {
      await Promise.allSettled([...turns.values()]);
    },
  };
}
