import { pino } from "pino";
import type { Logger } from "@rivulet/runtime/host";

/** Lines of JSON on standard output, from the level in RIVET_LOG_LEVEL or LOG_LEVEL on; `warn` where neither is set. */
export function nodeLogger(): Logger {
  return pino({ level: process.env["RIVET_LOG_LEVEL"] ?? process.env["LOG_LEVEL"] ?? "warn" });
}
