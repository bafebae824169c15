import { actorError } from "../errors/actor-error.ts";
import type { ActionDetail, DivergenceRow, OutcomeRow, RebaseRow } from "../inspector/client-shapes.ts";
import { seen } from "../inspector/seen.ts";
import { divergenceOf, isDivergent } from "./divergence.ts";
import type { RowRun } from "./entry.ts";
import type { ForkedRow } from "./fork.ts";
import type { Life } from "./lives.ts";
import type { Record } from "./record.ts";
import { argsText, causeRow, errorRow, idOf, opRow, patchRow, readPath, runRow } from "./show.ts";
import { actionRow, outcomesOf, rebaseRow } from "./timeline.ts";

export function detailOf(record: Record, id: string): ActionDetail {
  const life = record.lives.byId(id);
  if (life === undefined) throw actorError("outbox/not_found", `No action ${id} is in the record.`);
  const { row, first, last, server, output, error } = life;
  const hasOutput = life.answeredAt !== null && error === null;
  return {
    row: actionRow(life),
    args: seen(row.args),
    client: row.client,
    seq: row.id,
    epoch: row.epoch,
    since: row.since,
    sentAt: [...life.sentAt],
    observedIn: life.observedIn,
    output: hasOutput ? seen(output) : null,
    error: error === null ? null : errorRow(error),
    first: runRow(first),
    last: runRow(last?.run ?? null),
    server: server === null ? null : patchRow(server),
    causes: (divergenceOf(life, record.evidence)?.causes ?? []).map(causeRow),
    reads: first?.reads?.map(readPath) ?? null,
    rebases: rebasesOf(record, life),
  };
}

/** The rebases in which an action ran again. */
function rebasesOf(record: Record, { actor, n, name, serverIn }: Life): ActionDetail["rebases"] {
  const found: ActionDetail["rebases"] = [];
  for (const entry of record.evidence.between(actor, n, serverIn ?? record.last)) {
    if (entry.type !== "rebase" || !entry.runs.some((run) => run.name === name)) continue;
    const outcome = outcomesOf(entry, record.evidence.shownAt(actor, entry.n - 1)).find(({ run }) => run.name === name);
    if (outcome !== undefined) found.push({ n: entry.n, at: entry.at, outcome: outcome.outcome });
  }
  return found;
}

export function rebaseDetailOf(record: Record, n: number): { readonly row: RebaseRow; readonly outcomes: OutcomeRow[] } {
  const entry = record.get(n);
  if (entry?.type !== "rebase") throw actorError("outbox/not_found", `No rebase ${n} is in the record.`);
  const before = record.evidence.shownAt(entry.actor, n - 1);
  const outcomes = outcomesOf(entry, before).map(({ run, outcome, before: last }) => outcomeRow(record, run, outcome, last));
  const confirmed = entry.confirmed.flatMap((name) => {
    const life = record.lives.get(name);
    return life === undefined ? [] : [{ id: life.id, name: life.row.name, args: argsText(life.row.args), outcome: "confirmed" as const, run: runRow(life.last?.run ?? null), before: null }];
  });
  return { row: rebaseRow(entry, before), outcomes: [...confirmed, ...outcomes] };
}

function outcomeRow(record: Record, run: RowRun, outcome: ForkedRow["outcome"], before: RowRun | null): OutcomeRow {
  const life = record.lives.get(run.name);
  const of = { id: life?.id ?? run.name, name: life?.row.name ?? "an action", args: argsText(life?.row.args ?? []) };
  return { ...of, outcome, run: runRow(run), before: runRow(before) };
}

export function forkedRows(rows: readonly ForkedRow[], before: ReadonlyMap<string, RowRun | null>): OutcomeRow[] {
  return rows.map(({ row, run, outcome }) => {
    return { id: idOf(row), name: row.name, args: argsText(row.args), outcome, run: runRow(run), before: runRow(before.get(run.name) ?? null) };
  });
}

/** The actions that came out otherwise than predicted, the last first. */
export function divergencesOf(record: Record): DivergenceRow[] {
  const found = [...record.lives.all()].filter(isDivergent).reverse().slice(0, 500);
  return found.map((life) => {
    const divergence = divergenceOf(life, record.evidence);
    const [cause] = divergence?.causes ?? [];
    const [op] = [...(divergence?.first ?? []), ...(divergence?.server ?? [])];
    return { row: actionRow(life), path: op === undefined ? "" : pathText(opRow(op).path), cause: cause === undefined ? null : causeRow(cause) };
  });
}

/** Without indices: the same place of every item. */
function pathText(path: readonly unknown[]): string {
  return path.map((key) => (typeof key === "number" ? "[]" : String(key))).join(".").replaceAll(".[]", "[]");
}
