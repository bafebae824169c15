import { actorError } from "../errors/actor-error.ts";
import type { LocalActor } from "../client/local-actor.ts";
import type { Page } from "../client/page.ts";
import { makeOutbox, type Outbox } from "../client/outbox.ts";
import { CLIENT_COMMANDS, CLIENT_TOPICS } from "../inspector/client-topics.ts";
import type { DeviceRow, Faults, FrameRow } from "../inspector/client-shapes.ts";
import { type Answerer, answering, answeringWatched } from "../inspector/serve.ts";
import { seen } from "../inspector/seen.ts";
import { rowName } from "../replica/row.ts";
import { forkedRows } from "./detail.ts";
import { consequencesOf, fork } from "./fork.ts";
import { frameRow } from "./frame-row.ts";
import { predictorOf } from "../client/predictor-of.ts";
import type { Record } from "./record.ts";
import { queueRow, replicaRow } from "./standing.ts";
import { testFileOf } from "./test-file.ts";
import type { Replay } from "./watch-page.ts";
import type { Wire } from "./wire.ts";

/** One actor of the pages that are watched. */
export interface WatchedActor {
  readonly name: string;
  readonly page: Page;
  readonly actor: LocalActor;
}

/** What a page lets be asked and done, beyond its record. */
export interface PageTopicsParts {
  readonly record: Record;
  readonly wire: Wire;
  readonly actors: () => readonly WatchedActor[];
  /** Calls back when any of them may stand otherwise. */
  readonly changed: (listener: () => void) => () => void;
  readonly later: (task: () => void) => void;
  readonly devices: () => Promise<DeviceRow[]>;
  readonly faults: () => Faults;
  readonly setFaults: (change: Partial<Faults>) => Faults;
  readonly replay: (actor: WatchedActor, why: Replay) => void;
  readonly evict: () => Promise<void>;
}

export function pageTopics(parts: PageTopicsParts): { readonly topics: readonly Answerer[]; readonly commands: readonly Answerer[] } {
  const { record, wire, actors, later } = parts;
  const find = (name: string): WatchedActor => {
    const found = actors().find((each) => each.name === name);
    if (found === undefined) throw actorError("actor/not_found", "This page has no such actor any more.");
    return found;
  };
  const shownOf = (name: string) => {
    const travel = record.travel(name);
    const shown = travel?.shownAt(record.last) ?? [];
    const view = travel?.viewAt(record.last, 0) ?? null;
    if (view === null) throw actorError("actor/not_found", "The confirmed state is not known.");
    return { shown, base: view.state, before: new Map(shown.map(({ row, run }) => [rowName(row), run])) };
  };
  const nameOf = (id: string): string => record.lives.byId(id)?.name ?? "";
  const replicas = () => ({ replicas: actors().map(({ name, page, actor }) => replicaRow(name, page, actor)) });
  const queue = () => ({ queues: actors().map(({ name, page, actor }) => queueRow(name, page, actor)) });
  const gathered = (tell: () => void) => {
    let isDue = false;
    return parts.changed(() => {
      if (isDue) return;
      isDue = true;
      later(() => ((isDue = false), tell()));
    });
  };

  return {
    topics: [
      answeringWatched(CLIENT_TOPICS.replicas, replicas, (_, notify) => gathered(() => notify(replicas()))),
      answeringWatched(CLIENT_TOPICS.queue, queue, (_, notify) => gathered(() => notify(queue()))),
      answering(CLIENT_TOPICS.fork, ({ actor: name, ids }) => {
        const { shown, base, before } = shownOf(name);
        const forked = fork(predictorOf(find(name).actor), base, shown, ids.map(nameOf));
        return { state: seen(forked.state), outcomes: forkedRows(forked.rows, before) };
      }),
      answering(CLIENT_TOPICS.consequences, ({ actor: name, id }) => {
        const { shown, base, before } = shownOf(name);
        return { outcomes: forkedRows(consequencesOf(predictorOf(find(name).actor), base, shown, nameOf(id)), before) };
      }),
      answering(CLIENT_TOPICS.outbox, ({ actor }) => ({ text: JSON.stringify(outboxOf(find(actor)).export(), null, 2) })),
      answering(CLIENT_TOPICS.testFile, ({ actor: name }) => {
        const lives = [...record.lives.all()].filter((life) => life.actor === name);
        return { text: testFileOf(find(name).actor.address, parts.faults().seed, lives) };
      }),
      answering(CLIENT_TOPICS.device, async () => ({ devices: await parts.devices() })),
      answeringWatched(
        CLIENT_TOPICS.frames,
        () => ({ frames: [...wire.frames()].map(frameRow) }),
        (_, notify) => {
          let fresh: FrameRow[] = [];
          return wire.listen((frame) => {
            fresh.push(frameRow(frame));
            if (fresh.length > 1) return;
            later(() => {
              notify({ frames: fresh });
              fresh = [];
            });
          });
        },
      ),
      answering(CLIENT_TOPICS.frame, ({ n }) => {
        const frame = wire.get(n);
        if (frame === undefined) throw actorError("outbox/not_found", `Frame ${n} is not kept any more.`);
        return { text: frame.text, size: frame.size };
      }),
      answering(CLIENT_TOPICS.faults, parts.faults),
    ],
    commands: [
      answering(CLIENT_COMMANDS.retry, ({ actor, id }) => {
        void outboxOf(find(actor)).retry(id);
        return {};
      }),
      answering(CLIENT_COMMANDS.discard, async ({ actor, id }) => {
        await outboxOf(find(actor)).discard(id);
        return {};
      }),
      answering(CLIENT_COMMANDS.replay, ({ actor }) => {
        parts.replay(find(actor), "forced");
        return {};
      }),
      answering(CLIENT_COMMANDS.setFaults, (change) => parts.setFaults(defined(change))),
      answering(CLIENT_COMMANDS.evict, async () => {
        await parts.evict();
        for (const each of actors()) parts.replay(each, "evicted");
        return {};
      }),
    ],
  };
}

/** The outbox that the app has, too. */
function outboxOf({ page, actor }: WatchedActor): Outbox {
  return makeOutbox(() => page.parts, () => actor);
}

function defined<T extends object>(change: { readonly [K in keyof T]?: T[K] | undefined }): Partial<T> {
  // What is undefined is left out.
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) as Partial<T>;
}
