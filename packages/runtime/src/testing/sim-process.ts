/** A process: what it does stops for good when it is killed, and for a while when it is frozen. */
export interface Process {
  readonly isAlive: boolean;
  readonly isFrozen: boolean;
  /** Lets something happen in it: now, once it is thawed, or never, as it is alive. */
  do(what: () => void): void;
  /** Runs when the process dies. */
  onDeath(listener: () => void): void;
}

export interface MortalProcess extends Process {
  freeze(): void;
  /** What should have happened meanwhile happens now, in its order. */
  thaw(): void;
  kill(): void;
}

export function startProcess(): MortalProcess {
  let state: "running" | "frozen" | "dead" = "running";
  let dying: (() => void)[] = [];
  let missed: (() => void)[] = [];
  const become = (next: typeof state): void => {
    if (state !== "dead") state = next;
  };
  return {
    get isAlive() {
      return state !== "dead";
    },
    get isFrozen() {
      return state === "frozen";
    },
    do(what) {
      if (state === "running") what();
      else if (state === "frozen") missed.push(what);
    },
    onDeath: (listener) => void dying.push(listener),
    freeze: () => become("frozen"),
    thaw() {
      become("running");
      const late = missed;
      missed = [];
      for (const each of late) this.do(each);
    },
    kill() {
      become("dead");
      const listeners = dying;
      dying = [];
      for (const listener of listeners) listener();
    },
  };
}
