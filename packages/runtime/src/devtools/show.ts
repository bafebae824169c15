// What is recorded, in the form in which inspectors are shown it. Pure.

import type { Author as AuthorRow, CauseRow, OpRow, RunRow, WriterRow } from "../inspector/client-shapes.ts";
import { NARROW, seen } from "../inspector/seen.ts";
import { actionIdOf } from "../execution/seed.ts";
import type { Prediction } from "../replica/predictor.ts";
import type { Row } from "../replica/row.ts";
import type { Op, Patch, Path } from "../track/patch.ts";
import { toJson } from "../value/codec.ts";
import { isObject } from "../value/kind.ts";
import type { Author } from "./authors.ts";
import type { Cause } from "./divergence.ts";
import type { Read, RowRun } from "./entry.ts";
import type { Writer } from "./writers.ts";

const LINE = 160;

/** A value in a line: enough to know it by. */
export function lineOf(value: unknown, most = LINE): string {
  if (value === undefined) return "undefined";
  const text = JSON.stringify(plain(seen(value, { text: most, entries: 20, nodes: 60, characters: 2 * most }).value)) ?? "";
  return text.length > most ? `${text.slice(0, most)}…` : text;
}

/** Tags are for machines. */
function plain(json: unknown): unknown {
  if (Array.isArray(json)) {
    const [tag, body] = json;
    return json.length === 2 && typeof tag === "string" && /^\$[A-Z]/.test(tag) ? plain(body) : json.map(plain);
  }
  return isObject(json) ? Object.fromEntries(Object.entries(json).map(([key, item]) => [key, plain(item)])) : json;
}

export function argsText(args: readonly unknown[]): string {
  const text = args.map((arg) => lineOf(arg, 60)).join(", ");
  return text.length > LINE ? `${text.slice(0, LINE)}…` : text;
}

export function idOf({ origin, key }: Row): string {
  return actionIdOf(origin, key);
}

export function pathRow(path: Path): unknown[] {
  return path.map((key) => (isObject(key) ? "…" : toJson(key)));
}

export function readPath({ path, key, all }: Read): unknown[] {
  return pathRow(key === undefined || (all && key !== "length") ? path : [...path, key]);
}

export function opRow(op: Op): OpRow {
  if (op[0] === "state") return { op: "state", path: [], value: lineOf(op[1]) };
  const [name, path] = op;
  switch (name) {
    case "set":
      return { op: name, path: pathRow([...path, op[2]]), value: lineOf(op[3]) };
    case "reuse":
    case "delete":
    case "twin":
      return { op: name, path: pathRow([...path, op[2]]), value: "" };
    case "splice": {
      const [, , start, count, items] = op;
      const parts = [count > 0 ? `takes out ${count}` : "", items.length > 0 ? `puts in ${lineOf(items)}` : ""];
      return { op: name, path: pathRow([...path, start]), value: parts.filter((part) => part !== "").join(", ") };
    }
    case "move":
      return { op: name, path: pathRow(path), value: "in another order" };
    case "clear":
      return { op: name, path: pathRow(path), value: "" };
    case "add":
    case "remove":
      return { op: name, path: pathRow(path), value: lineOf(op[2]) };
    case "time":
      return { op: name, path: pathRow(path), value: new Date(op[2]).toISOString() };
    case "bytes":
      return { op: name, path: pathRow([...path, op[2]]), value: "other bytes" };
  }
}

const MOST_OPS = 200;

export function patchRow(patch: Patch): { readonly ops: OpRow[]; readonly more: number } {
  return { ops: patch.slice(0, MOST_OPS).map(opRow), more: Math.max(0, patch.length - MOST_OPS) };
}

export function runRow(run: RowRun | null): RunRow | null {
  return run === null ? null : { how: run.prediction.how, why: whyOf(run.prediction), ...patchRow(run.patch) };
}

function whyOf(prediction: Prediction): string | null {
  if (prediction.how === "unpredictable") return prediction.why;
  if (prediction.how === "predicted") return null;
  return prediction.error instanceof Error ? prediction.error.message.slice(0, 2_000) : lineOf(prediction.error);
}

export function authorRow(author: Author): AuthorRow {
  if (author.who !== "action") return author;
  const { id, row, isCalledHere } = author.life;
  return { who: "action", id, name: row.name, args: argsText(row.args), isMine: isCalledHere };
}

export function causeRow(cause: Cause): CauseRow {
  switch (cause.kind) {
    case "read":
      return { kind: "read", path: readPath(cause.read), op: opRow(cause.op), by: authorRow(cause.by), version: cause.version };
    case "own":
      return { kind: "own", path: readPath(cause.read), op: opRow(cause.op), by: authorRow({ who: "action", life: cause.life }) };
    case "server":
      return cause.time === null ? { kind: "server" } : { kind: "server", time: cause.time };
    case "impure":
    case "unknown":
      return cause;
  }
}

export function writerRow({ by, op, isWhole, version, at }: Writer): WriterRow {
  return { by: authorRow(by), op: opRow(op), isWhole, version, at };
}

/** An error's metadata is whatever an actor put there. */
export function errorRow<E extends { readonly metadata?: unknown }>(error: E): E {
  return error.metadata === undefined ? error : { ...error, metadata: seen(error.metadata, NARROW).value };
}
