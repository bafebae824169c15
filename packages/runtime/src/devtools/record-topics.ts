import { actorError } from "../errors/actor-error.ts";
import { CLIENT_TOPICS } from "../inspector/client-topics.ts";
import type { MomentRow } from "../inspector/client-shapes.ts";
import { type Answerer, answering, answeringWatched } from "../inspector/serve.ts";
import { seen } from "../inspector/seen.ts";
import { fromJson } from "../value/codec.ts";
import { isObject } from "../value/kind.ts";
import { detailOf, divergencesOf, rebaseDetailOf } from "./detail.ts";
import type { Record } from "./record.ts";
import { exportSession } from "./session.ts";
import { argsText, idOf, writerRow } from "./show.ts";
import { followTimeline, timelineOf } from "./timeline.ts";
import type { Travel } from "./travel.ts";
import { writersOf } from "./writers.ts";

/** What can be asked of a record, be it of this page or of another that was exported. */
export interface RecordParts {
  readonly record: Record;
  readonly now: () => number;
  /** Runs something soon, when more may have come together. */
  readonly later: (task: () => void) => void;
}

export function recordTopics({ record, now, later }: RecordParts): readonly Answerer[] {
  const travelOf = (actor: string): Travel => {
    const travel = record.travel(actor);
    if (travel === null) throw actorError("actor/not_found", "Nothing of this actor is recorded.");
    return travel;
  };
  const pathOf = (path: readonly unknown[] = []): readonly unknown[] => path.map((key) => (isObject(key) ? fromJson(structuredCopy(key)) : key));
  const timeline = () => ({ rows: timelineOf(record), dropped: record.dropped });

  return [
    answeringWatched(CLIENT_TOPICS.timeline, timeline, (_, notify) => {
      return followTimeline(record, later, (rows) => notify({ rows, dropped: record.dropped }));
    }),
    answering(CLIENT_TOPICS.action, ({ id }) => detailOf(record, id)),
    answering(CLIENT_TOPICS.rebase, ({ n }) => rebaseDetailOf(record, n)),
    answering(CLIENT_TOPICS.divergences, () => ({ divergences: divergencesOf(record) })),
    answering(CLIENT_TOPICS.moments, ({ actor }) => {
      const moments = record.travel(actor)?.moments() ?? [];
      return { moments: moments.map(({ n, at, cursor, pending }): MomentRow => [n, at, cursor?.[1] ?? -1, pending]) };
    }),
    answering(CLIENT_TOPICS.view, ({ actor, n = record.last, rows, path }) => {
      const travel = travelOf(actor);
      const view = travel.viewAt(n, rows);
      const shown = travel.shownAt(n).map(({ row }) => ({ id: idOf(row), name: row.name, args: argsText(row.args) }));
      const state = seen(valueAt(view?.state, pathOf(path)));
      return { isKnown: view !== null, state, version: travel.momentAt(n)?.cursor?.[1] ?? null, shown };
    }),
    answering(CLIENT_TOPICS.writers, ({ actor, path, n = record.last }) => {
      const shown = travelOf(actor).shownAt(n);
      const { writers, isOlder } = writersOf(pathOf(path), shown, record.newestFirst(actor, n), record.lives);
      return { writers: writers.map(writerRow), isOlder };
    }),
    answering(CLIENT_TOPICS.session, ({ redact = false }) => ({ text: exportSession(record, { now: now(), redact }) })),
  ];
}

function structuredCopy(json: object): unknown {
  return JSON.parse(JSON.stringify(json));
}

function valueAt(value: unknown, path: readonly unknown[]): unknown {
  return path.reduce<unknown>((at, key) => {
    if (at instanceof Map) return at.get(key);
    if (at instanceof Set) return [...at][Number(key)];
    return isObject(at) && Object.hasOwn(at, String(key)) ? Reflect.get(at, String(key)) : undefined;
  }, value);
}
