import { actorError } from "../errors/actor-error.ts";
import { NARROW, seen } from "../inspector/seen.ts";
import type { Prediction } from "../replica/predictor.ts";
import { fromJson, toJson } from "../value/codec.ts";
import { isPlainObject } from "../value/kind.ts";
import type { Entry, RowRun } from "./entry.ts";
import { disguiseOp, makeDisguise } from "./disguise.ts";
import type { Record } from "./record.ts";

const FORMAT = "rivulet.devtools.session";
const VERSION = 1;

/** A record as a text. `redact`: values of states, arguments and results are disguised; keys and names stay. */
export function exportSession(record: Record, { now, redact = false }: { readonly now: number; readonly redact?: boolean }): string {
  const disguise = makeDisguise();
  const entries = [...record.entries()].map(portable).map((entry) => toJson(redact ? disguiseKnown(entry, disguise) : entry));
  return JSON.stringify({ format: FORMAT, version: VERSION, at: now, redacted: redact, entries });
}

/** The entries of a text that `exportSession` made. Throws `protocol/malformed`. */
export function importSession(text: string): readonly Entry[] {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw malformed("no JSON");
  }
  if (!isPlainObject(json) || json["format"] !== FORMAT) throw malformed("no session of the devtools");
  if (json["version"] !== VERSION) throw malformed("of another version");
  const entries: unknown = fromJson(json["entries"]);
  if (!Array.isArray(entries) || !entries.every(isEntry)) throw malformed("not complete");
  return entries;
}

function malformed(what: string) {
  return actorError("protocol/malformed", `The file is ${what}.`);
}

const TYPES = new Set(["called", "found", "saved", "sent", "rebase", "answered", "gone", "discarded", "lane", "held"]);

/** As far as it has to be for not being taken for something else; whoever changes such a file by hand is on his own. */
function isEntry(entry: unknown): entry is Entry {
  return isPlainObject(entry) && typeof entry["type"] === "string" && TYPES.has(entry["type"]) && Number.isSafeInteger(entry["n"]) && typeof entry["actor"] === "string";
}

/** What was thrown may be anything, even what holds itself. */
function portable(entry: Entry): Entry {
  if (entry.type === "called") return { ...entry, run: portableRun(entry.run) };
  if (entry.type === "rebase") return { ...entry, runs: entry.runs.map(portableRun) };
  if (entry.type !== "answered") return entry;
  const { answer } = entry;
  if (answer.ok !== false) return entry;
  const { metadata } = answer.error;
  if (metadata === undefined) return entry;
  return { ...entry, answer: { ok: false, error: { ...answer.error, metadata: fromJson(seen(metadata, NARROW).value) } } };
}

function portableRun(run: RowRun): RowRun {
  return { ...run, prediction: portablePrediction(run.prediction) };
}

function portablePrediction(prediction: Prediction): Prediction {
  if (prediction.how !== "threw") return prediction;
  const { error } = prediction;
  return { how: "threw", error: error instanceof Error ? new Error(error.message) : fromJson(seen(error, NARROW).value) };
}

/** Fields that hold what an app put there; all others are of Rivulet's own making. */
const OF_APP = new Set(["args", "self", "state", "output", "error", "events", "metadata"]);

function disguiseKnown(value: unknown, disguise: (value: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => disguiseKnown(item, disguise));
  if (!isPlainObject(value)) return value;
  const entries = Object.entries(value).map(([key, item]) => {
    if (key === "patch" && Array.isArray(item)) return [key, item.map((op) => disguiseOp(op, disguise))];
    return [key, OF_APP.has(key) ? disguise(item) : disguiseKnown(item, disguise)];
  });
  return Object.fromEntries(entries);
}
