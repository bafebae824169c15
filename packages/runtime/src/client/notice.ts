// How an action ended, in the form in which the device keeps it and tabs tell each other.

import { actorError, type ErrorData, fromErrorData } from "../errors/actor-error.ts";
import { actionIdOf } from "../execution/seed.ts";
import type { Answer, Row } from "../replica/row.ts";
import { fromJson, toJson } from "../value/codec.ts";
import { isPlainObject } from "../value/kind.ts";
import type { Settlement } from "./action-call.ts";
import { errorOf } from "./decode.ts";
import { rowOf, rowToJson } from "./device-rows.ts";
import type { ActionSettlement } from "./page-parts.ts";

/** A row, its answer, and the actor that it was called on. */
export interface Notice {
  readonly actor: string;
  readonly key: readonly string[];
  readonly row: Row;
  readonly answer: Answer;
}

interface NoticeRecord {
  readonly actor: string;
  readonly key: readonly string[];
  readonly row: Row;
  readonly output?: unknown;
  readonly error?: ErrorData;
}

export function noticeText({ actor, key, row, answer }: Notice): string {
  const how = answer.ok === true ? { output: toJson(answer.output) } : answer.ok === false ? { error: toJson(answer.error) } : {};
  return JSON.stringify({ actor, key, row: rowToJson(row), ...how });
}

/** `null` where the text is none; another version of the app may have written it. */
export function noticeOf(text: unknown): Notice | null {
  const record: unknown = JSON.parse(String(text));
  if (!isNotice(record)) return null;
  const { actor, key, row, output, error } = record;
  const answer: Answer = error === undefined ? { ok: true, output: fromJson(output) } : { ok: false, error: errorOf(error) };
  return { actor, key, row: rowOf(row), answer };
}

function isNotice(record: unknown): record is NoticeRecord {
  return isPlainObject(record) && isPlainObject(record["row"]) && Array.isArray(record["row"]["args"]);
}

/** The answer as a call hears it. */
export function settlementOf(answer: Answer): Settlement {
  if (answer.ok === true) return answer;
  if (answer.ok === false) return { ok: false, error: fromErrorData(answer.error) };
  return { ok: false, error: actorError("client/told_elsewhere", "The action has ended, and its result is not kept any more.") };
}

/** What the app is told, whichever page called. */
export function toSettlement({ actor, key, row, answer }: Notice): ActionSettlement {
  const settlement = settlementOf(answer);
  return {
    id: actionIdOf(row.origin, row.key),
    actor,
    key,
    action: row.name,
    args: row.args,
    ...(settlement.ok ? { output: settlement.output } : { error: settlement.error }),
    ...(row.kind === "void" ? { discarded: true } : {}),
  };
}
