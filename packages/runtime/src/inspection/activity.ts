import type { Known, Witness } from "../host/witness.ts";
import { NARROW, seen } from "../inspector/seen.ts";
import type { Activity } from "../inspector/server-shapes.ts";
import type { Timers } from "../ports/timers.ts";
import { makeRing } from "../util/ring.ts";
import { gathered } from "./gathered.ts";

/** How much is remembered: so many entries, of about so many characters in all. */
const ENTRIES = 5_000;
const CHARACTERS = 8_388_608;

type Distributed<T> = T extends unknown ? Omit<T, "n" | "time" | "id" | "name" | "key"> : never;
/** What an actor did, before it is told of whom and when. */
type Deed = Distributed<Activity>;

/** What actors do, remembered while somebody watches. */
export interface ActivityLog {
  /** What is remembered, of one actor or of all. */
  entries(id: string | undefined): Activity[];
  /** Remembers and tells until the function it returns is called. */
  watch(id: string | undefined, tell: (entries: Activity[], missed: number) => void): () => void;
  /** Remembers something that was done to an actor, whoever watches. */
  add(actor: Known, deed: Deed): void;
}

/** `listen` gives the log what actors do, for as long as somebody watches. `clock`: milliseconds with fractions, from any instant. */
export function makeActivityLog(timers: Timers, clock: () => number, listen: (witness: Witness) => () => void): ActivityLog {
  const ring = makeRing<Activity>({ items: ENTRIES, weight: CHARACTERS });
  const watchers = new Set<(entry: Activity) => void>();
  let count = 0;
  let stop: (() => void) | null = null;

  const add = ({ id, record: { name, key } }: Known, deed: Deed): void => {
    const entry: Activity = { ...deed, n: ++count, time: timers.now(), id, name, key: [...key] };
    ring.push(entry, sizeOf(deed));
    for (const tell of watchers) tell(entry);
  };

  const witness: Witness = {
    begins(actor, { name, args: given, actionId, author, version }) {
      const args = seen(given, NARROW);
      const start = clock();
      return (ending, to) => {
        const result = ending.how === "returned" ? { output: seen(ending.output, NARROW) } : { error: bounded(ending.error) };
        const whose = { ...(actionId !== undefined && { actionId }), ...(author !== null && { by: [...author] as [string, string, number] }) }; // a copy of the tuple
        add(actor, { what: "action", action: name, args, ...whose, took: clock() - start, from: version, to, ...result });
      };
    },
    sends: (actor, event, args, to) => add(actor, { what: "event", event, args: seen(args, NARROW), to }),
    commits() {},
    becomes: (actor, became) => add(actor, { what: "life", became }),
  };

  return {
    entries: (id) => [...ring].filter((entry) => id === undefined || entry.id === id),
    watch(id, tell) {
      const own = gathered<Activity>(timers, (entries, missed) => tell([...entries], missed));
      const hear = (entry: Activity): void => {
        if (id === undefined || entry.id === id) own.add(entry);
      };
      watchers.add(hear);
      stop ??= listen(witness);
      return () => {
        watchers.delete(hear);
        own.stop();
        if (watchers.size > 0) return;
        stop?.();
        stop = null;
      };
    },
    add,
  };
}

/** An error of actor code, whose message and metadata may be as long as they like. */
function bounded<E extends { readonly message: string; readonly metadata?: unknown }>(error: E): E {
  const short = { ...error, message: error.message.slice(0, 2_000) };
  return error.metadata === undefined ? short : { ...short, metadata: seen(error.metadata, NARROW).value };
}

/** About how many characters it takes to keep: what is shown is bounded, so this is cheap. */
function sizeOf(deed: Deed): number {
  return deed.what === "life" ? 200 : 200 + JSON.stringify(deed).length;
}
