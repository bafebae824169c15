import { readdirSync, readFileSync } from "node:fs";

/** Microseconds in a tick of the kernel's accounts. */
const TICK = 10_000;

interface Account {
  readonly parent: number;
  /** Ticks of the process itself, and of its children that have ended and were waited for. */
  readonly own: number;
  readonly children: number;
}

/**
 * Processor time, in microseconds, of all that this process has started, directly or not, whether it has ended or not; 0 where
 * the system does not tell. To be asked before they end: of what nobody waited for, nothing is known afterwards.
 */
export function descendantsMicros(): number {
  try {
    const accounts = new Map(
      readdirSync("/proc")
        .filter((name) => /^\d+$/.test(name))
        .flatMap((pid) => accountOf(pid).map((account) => [Number(pid), account] as const)),
    );
    const isOurs = (pid: number): boolean => pid === process.pid || (pid > 1 && isOurs(accounts.get(pid)?.parent ?? 0));
    let ticks = 0;
    for (const [pid, { own, children }] of accounts) {
      if (isOurs(pid)) ticks += pid === process.pid ? children : own + children;
    }
    return ticks * TICK;
  } catch {
    return 0;
  }
}

/** Nothing of a process that has just ended. */
function accountOf(pid: string): Account[] {
  try {
    // The name before it may have spaces in it.
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];
    const [, parent, , , , , , , , , , user, system, childUser, childSystem] = fields.map(Number);
    return [{ parent: parent ?? 0, own: (user ?? 0) + (system ?? 0), children: (childUser ?? 0) + (childSystem ?? 0) }];
  } catch {
    return [];
  }
}
