import { readFileSync } from "node:fs";

/** Microseconds in a tick of the kernel's accounts. */
const TICK = 10_000;

/** Processor time, in microseconds, of the children that have ended, with theirs; 0 where the system does not tell. */
export function childrenMicros(): number {
  try {
    const fields = readFileSync("/proc/self/stat", "utf8").split(") ")[1]?.split(" ") ?? [];
    return (Number(fields[13]) + Number(fields[14])) * TICK;
  } catch {
    return 0;
  }
}
