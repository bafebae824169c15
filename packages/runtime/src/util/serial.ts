/** Runs tasks one after another; at once where none is under way, so that what is synchronous stays so. */
export interface Serial {
  run(task: () => void | Promise<void>): void;
}

/** `report` hears what a task throws; the next one runs all the same. */
export function serial(report: (error: unknown) => void): Serial {
  const waiting: (() => void | Promise<void>)[] = [];
  /** A task is under way: others wait, those that it adds itself included. */
  let busy = false;
  const next = (): void => {
    busy = true;
    for (let task = waiting.shift(); task !== undefined; task = waiting.shift()) {
      try {
        const done = task();
        if (done === undefined) continue;
        void done.catch(report).finally(next);
        return;
      } catch (error) {
        report(error);
      }
    }
    busy = false;
  };
  return {
    run(task) {
      waiting.push(task);
      if (!busy) next();
    },
  };
}
