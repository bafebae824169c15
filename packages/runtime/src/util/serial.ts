/** Runs tasks one after another; at once where none is under way, so that what is synchronous stays so. */
export interface Serial {
  run(task: () => void | Promise<void>): void;
}

/** `report` hears what a task throws; the next one runs all the same. */
export function serial(report: (error: unknown) => void): Serial {
  const waiting: (() => void | Promise<void>)[] = [];
  let busy = false;
  const next = (): void => {
    for (let task = waiting.shift(); task !== undefined; task = waiting.shift()) {
      try {
        const done = task();
        if (done === undefined) continue;
        busy = true;
        done.catch(report).finally(() => {
          busy = false;
          next();
        });
        return;
      } catch (error) {
        report(error);
      }
    }
  };
  let draining = false;
  return {
    run(task) {
      waiting.push(task);
      if (busy || draining) return;
      draining = true;
      next();
      draining = false;
    },
  };
}
