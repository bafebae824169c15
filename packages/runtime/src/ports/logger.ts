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

const nothing: LogLine = () => {};

export const SILENT: Logger = {
  trace: nothing,
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  fatal: nothing,
  child: () => SILENT,
};
