/** Writes one line of a log: an object of fields (with `msg`), a text, or both. */
export type LogLine = (fields: object | string, message?: string) => void;

/** Where the runtime and actor code log. The shape of pino, which the server uses. */
export interface Logger {
  readonly trace: LogLine;
  readonly debug: LogLine;
  readonly info: LogLine;
  readonly warn: LogLine;
  readonly error: LogLine;
  readonly fatal: LogLine;
  /** A logger that adds these fields to each line. */
  child(fields: object): Logger;
}

/** A logger that does the same with lines of every level. */
export function levelLogger(line: LogLine, child: Logger["child"]): Logger {
  return { trace: line, debug: line, info: line, warn: line, error: line, fatal: line, child };
}

export const SILENT: Logger = /* @__PURE__ */ levelLogger(
  () => {},
  () => SILENT,
);
