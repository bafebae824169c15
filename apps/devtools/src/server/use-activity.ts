import { useCallback, useRef, useState } from "react";
import { type Activity, SERVER_TOPICS } from "@rivulet/runtime/inspector";
import { useWatched } from "./context.ts";

/** So many are kept for looking at. */
const MOST = 10_000;

export interface Watching {
  readonly entries: readonly Activity[];
  /** So many were not told, because too much happened at once. */
  readonly missed: number;
  readonly clear: () => void;
}

/** What actors do while one looks, of one or of all. `heard` is called for what is new. */
export function useActivity(id: string | undefined, isPaused: boolean, heard?: (entries: readonly Activity[]) => void): Watching {
  const [state, setState] = useState<{ readonly entries: readonly Activity[]; readonly missed: number }>({ entries: [], missed: 0 });
  const cleared = useRef(0);
  const add = (fresh: readonly Activity[], missed: number, isFirst: boolean): void => {
    if (isPaused && !isFirst) return;
    setState((before) => {
      const last = isFirst ? cleared.current : (before.entries.at(-1)?.n ?? cleared.current);
      const entries = [...(isFirst ? [] : before.entries), ...fresh.filter(({ n }) => n > last)];
      return { entries: entries.length > MOST ? entries.slice(-MOST) : entries, missed: before.missed + missed };
    });
  };
  useWatched(SERVER_TOPICS.activity, id === undefined ? {} : { id }, {
    answer: ({ entries }) => add(entries, 0, true),
    notice({ entries, missed = 0 }) {
      add(entries, missed, false);
      heard?.(entries);
    },
  });
  const clear = useCallback(() => {
    setState((before) => {
      cleared.current = before.entries.at(-1)?.n ?? cleared.current;
      return { entries: [], missed: 0 };
    });
  }, []);
  return { ...state, clear };
}
