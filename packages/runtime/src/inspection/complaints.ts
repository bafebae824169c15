import type { Logger, LogLine } from "../ports/logger.ts";
import type { Complaint } from "../inspector/server-shapes.ts";
import type { Timers } from "../ports/timers.ts";
import { isObject } from "../value/kind.ts";
import { makeRing } from "../util/ring.ts";
import { gathered } from "./gathered.ts";

const ENTRIES = 500;
const CHARACTERS = 2_097_152;
/** So much is kept of one text. */
const LONGEST = 20_000;

const LEVELS = ["warn", "error", "fatal"] as const;

/** The last warnings and errors of a log. They are rare, so they are kept whether somebody watches or not. */
export interface Complaints {
  /** A logger that writes what it is given to another one, and remembers warnings and errors. */
  readonly log: Logger;
  entries(): Complaint[];
  watch(tell: (entries: Complaint[]) => void): () => void;
}

export function makeComplaints(base: Logger, timers: Timers): Complaints {
  const ring = makeRing<Complaint>({ items: ENTRIES, weight: CHARACTERS });
  const watchers = new Set<(entry: Complaint) => void>();
  let count = 0;

  const keep = (level: Complaint["level"], bindings: object, fields: object | string, message: string | undefined): void => {
    const entry: Complaint = { n: ++count, time: timers.now(), level, ...told({ ...bindings, ...(isObject(fields) ? fields : { msg: fields }) }, message) };
    ring.push(entry, 200 + entry.msg.length + (entry.error?.length ?? 0));
    for (const tell of watchers) tell(entry);
  };

  /** The other logger with these lines replaced: whatever else it can do, it can do still. */
  const over = (logger: Logger, bindings: object): Logger => {
    const lines = LEVELS.map((level) => {
      const line: LogLine = (fields, ...rest) => {
        logger[level](fields, ...rest);
        keep(level, bindings, fields, rest[0]);
      };
      return [level, { value: line }] as const;
    });
    const child = { value: (fields: object) => over(logger.child(fields), { ...bindings, ...fields }) };
    return Object.create(logger, Object.fromEntries([...lines, ["child", child]])) as Logger; // an object with all of the other's, and the same names over it
  };

  return {
    log: over(base, {}),
    entries: () => [...ring],
    watch(tell) {
      const own = gathered<Complaint>(timers, (entries) => tell([...entries]));
      watchers.add(own.add);
      return () => {
        watchers.delete(own.add);
        own.stop();
      };
    },
  };
}

function told(fields: Readonly<Record<string, unknown>>, message: string | undefined): Pick<Complaint, "msg" | "error" | "actor" | "action"> {
  const { msg = message ?? "", err, actor, key, actorId, action } = fields;
  return {
    msg: String(msg).slice(0, LONGEST),
    ...(err !== undefined && { error: textOf(err).slice(0, LONGEST) }),
    ...(typeof actor === "string" && {
      actor: { name: actor, key: Array.isArray(key) ? key.map(String) : [], ...(typeof actorId === "string" && { id: actorId }) },
    }),
    ...(typeof action === "string" && { action: action.slice(0, 256) }),
  };
}

/** An error with its stack and what caused it. */
function textOf(error: unknown): string {
  try {
    if (!(error instanceof Error)) return isObject(error) ? JSON.stringify(error) : String(error);
    const text = error.stack ?? `${error.name}: ${error.message}`;
    return error.cause === undefined || error.cause === error ? text : `${text}\ncaused by ${String(error.cause)}`;
  } catch {
    return "an error that cannot be shown";
  }
}
