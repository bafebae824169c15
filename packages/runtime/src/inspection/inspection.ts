import type { Actors } from "../host/actors.ts";
import { answering, answeringWatched, type Inspected } from "../inspector/serve.ts";
import { SERVER_TOPICS } from "../inspector/server-topics.ts";
import { makeActivityLog } from "./activity.ts";
import { serverCommands } from "./commands.ts";
import type { Complaints } from "./complaints.ts";
import { listConnections } from "./connections.ts";
import { detailOf, kindsOf } from "./detail.ts";
import { makeHub } from "./hub.ts";
import { listActors } from "./list-actors.ts";
import { makeMetrics } from "./metrics.ts";
import { listClients, listKv, listLog, listResults, listSchedule } from "./rows.ts";
import { lookAtState } from "./state.ts";

export interface InspectionParts {
  /** The version of Rivulet. */
  readonly version: string;
  readonly complaints: Complaints;
  /** Milliseconds with fractions, from any instant; without it, durations are whole milliseconds. */
  readonly clock?: () => number;
  /** Bytes of memory in use, and taken from the system. */
  readonly memory?: () => { readonly used: number; readonly total: number };
}

/** What a server shows of its actors. Until somebody watches, it does nothing and costs nothing. */
export function inspectActors(actors: Actors, { version, complaints, clock, memory }: InspectionParts): Inspected {
  const { storage, timers } = actors.ports;
  const fine = clock ?? timers.now;
  const listen = makeHub(actors.watched);
  const activity = makeActivityLog(timers, fine, listen);
  const metrics = makeMetrics({ actors, clock: fine, listen, memory });
  const topics = SERVER_TOPICS;
  return {
    side: "server",
    version,
    now: timers.now,
    topics: [
      answering(topics.kinds, () => ({ kinds: kindsOf(actors) })),
      answering(topics.actors, async (asked) => pageFor(await listActors(actors, asked))),
      answering(topics.actor, ({ id }) => detailOf(actors, id)),
      answering(topics.state, (asked) => lookAtState(actors, asked)),
      answering(topics.connections, async (asked) => pageFor(await listConnections(actors, asked))),
      answering(topics.schedule, async (asked) => pageFor(await listSchedule(storage, asked))),
      answering(topics.kv, async (asked) => pageFor(await listKv(storage, asked))),
      answering(topics.log, async (asked) => pageFor(await listLog(storage, asked))),
      answering(topics.results, async (asked) => pageFor(await listResults(storage, asked))),
      answering(topics.clients, async (asked) => pageFor(await listClients(storage, asked))),
      answeringWatched(topics.activity, ({ id }) => ({ entries: activity.entries(id) }), ({ id }, notify) =>
        activity.watch(id, (entries, missed) => notify(missed === 0 ? { entries } : { entries, missed })),
      ),
      answeringWatched(topics.complaints, () => ({ entries: complaints.entries() }), (_, notify) => complaints.watch((entries) => notify({ entries }))),
      answeringWatched(topics.metrics, () => ({ samples: metrics.samples() }), (_, notify) => metrics.watch((sample) => notify({ samples: [sample] }))),
    ],
    commands: serverCommands(actors, activity),
  };
}

/** A page of which nobody keeps the list. */
function pageFor<I>({ items, next }: { readonly items: readonly I[]; readonly next?: string }): { items: I[]; next?: string } {
  return next === undefined ? { items: [...items] } : { items: [...items], next };
}
