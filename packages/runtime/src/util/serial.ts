type Task = () => void | Promise<void>;

/** Runs tasks one after another; at once where none is under way, so that what is synchronous stays so. */
export class Serial {
  readonly #report: (error: unknown) => void;
  /** A task is under way: others wait, those that it adds itself included. */
  #busy = false;
  #waiting: Task[] | null = null;

  /** `report` hears what a task throws; the next one runs all the same. */
  constructor(report: (error: unknown) => void) {
    this.#report = report;
  }

  run(task: Task): void {
    if (this.#busy) (this.#waiting ??= []).push(task);
    else this.#start(task);
  }

  #start(first: Task | undefined): void {
    this.#busy = true;
    for (let task = first; task !== undefined; task = this.#waiting?.shift()) {
      try {
        const done = task();
        if (done === undefined) continue;
        void done.catch(this.#report).finally(() => this.#start(this.#waiting?.shift()));
        return;
      } catch (error) {
        this.#report(error);
      }
    }
    this.#busy = false;
    this.#waiting = null;
  }
}
