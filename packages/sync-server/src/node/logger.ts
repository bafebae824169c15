import { pino } from "pino";
import type { Logger } from "@rivulet/runtime/host";

/** Lines of JSON on standard output. */
export function nodeLogger(level: string): Logger {
  return pino({ level });
}
