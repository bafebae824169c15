import {
  CLIENT_TOPICS,
  type Inspector,
  type InspectorChannel,
  type InspectorEvents,
  openInspector,
  openSession,
  type QueueRow,
  type ReplicaRow,
  type TimelineRow,
} from "@rivulet/runtime/inspector";
import { createContext, useContext } from "react";
import { type Live, makeCell } from "./live.ts";
import { makeRows } from "./rows.ts";

/** How a page's own side is reached. */
export interface ClientSource {
  readonly connect: (events: InspectorEvents) => InspectorChannel;
}

export interface Timeline {
  readonly rows: readonly TimelineRow[];
  readonly dropped: number;
}

/** What the views look at: the page, or a session that was loaded in its place. */
export interface ClientLink {
  /** The one that is looked at now; another one each time that something else is. */
  readonly inspector: Live<Inspector>;
  readonly replicas: Live<readonly ReplicaRow[]>;
  readonly timeline: Live<Timeline>;
  readonly queues: Live<readonly QueueRow[]>;
  /** The name of the session that is looked at; `null` where it is the page. */
  readonly session: Live<string | null>;
  /** Why nothing can be asked; `null` where all is well. */
  readonly problem: Live<string | null>;
  /** Looks at an exported session. Throws `protocol/malformed`. */
  load(name: string, text: string): void;
  /** Looks at the page again. */
  resume(): void;
}

/** A page that has not answered by then, in milliseconds, has no devtools, or none yet. */
const ANSWERS_WITHIN = 3_000;

export function makeClientLink({ connect }: ClientSource): ClientLink {
  const replicas = makeCell<readonly ReplicaRow[]>([]);
  const timeline = makeCell<Timeline>({ rows: [], dropped: 0 });
  const queues = makeCell<readonly QueueRow[]>([]);
  const session = makeCell<string | null>(null);
  const problem = makeCell<string | null>(null);

  const open = (to: ClientSource["connect"], isPage: boolean): Inspector => {
    const opened: Inspector = openInspector(to, { mayChange: isPage });
    const failed = ({ message }: Error): void => {
      if (inspector.current === opened) problem.set(message);
    };
    const all = makeRows();
    const take = ({ rows, dropped }: { rows: TimelineRow[]; dropped: number }): void => timeline.set({ rows: all.take(rows), dropped });
    opened.watch(CLIENT_TOPICS.timeline, {}, {
      answer: take,
      notice: take,
      failed,
    });
    if (!isPage) return opened;
    const timer = setTimeout(() => failed(new Error("It does not answer. A page has devtools once it has called startDevtools(), as in development.")), ANSWERS_WITHIN);
    opened.welcome.then(() => {
      clearTimeout(timer);
      if (inspector.current === opened) problem.set(null);
    }, () => clearTimeout(timer));
    const see = { answer: (told: { replicas: ReplicaRow[] }) => replicas.set(told.replicas), notice: (told: { replicas: ReplicaRow[] }) => replicas.set(told.replicas) };
    opened.watch(CLIENT_TOPICS.replicas, {}, { ...see, failed });
    const wait = { answer: (told: { queues: QueueRow[] }) => queues.set(told.queues), notice: (told: { queues: QueueRow[] }) => queues.set(told.queues) };
    opened.watch(CLIENT_TOPICS.queue, {}, { ...wait, failed });
    return opened;
  };
  const look = (to: ClientSource["connect"], name: string | null): void => {
    inspector.current.close();
    problem.set(null);
    timeline.set({ rows: [], dropped: 0 });
    replicas.set([]);
    queues.set([]);
    session.set(name);
    inspector.set(open(to, name === null));
  };
  const inspector = makeCell<Inspector>(open(connect, true));

  return {
    inspector,
    replicas,
    timeline,
    queues,
    session,
    problem,
    load: (name, text) => look(openSession(text, () => Date.now()), name),
    resume: () => look(connect, null),
  };
}

export const LinkContext = createContext<ClientLink | null>(null);

export function useLink(): ClientLink {
  const link = useContext(LinkContext);
  if (link === null) throw new Error("A view of the page's own side stands inside its section.");
  return link;
}
