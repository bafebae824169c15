import { createContext, useCallback, useContext, useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import type { AnswerOf, Inspector, NoticeOf, Page, ParamsOf, Topic, WatchedTopic } from "@rivulet/runtime/inspector";
import type { Link, LinkState } from "./link.ts";

export const LinkContext = createContext<Link | null>(null);

export function useLink(): Link {
  const link = useContext(LinkContext);
  if (link === null) throw new Error("A view of the server stands inside its section.");
  return link;
}

export function useLinkState(): LinkState {
  const link = useLink();
  return useSyncExternalStore(link.subscribe, () => link.state);
}

/** The inspector while the server is there; `null` otherwise. */
export function useInspector(): Inspector | null {
  const state = useLinkState();
  return state.at === "open" ? state.inspector : null;
}

/** Whether a session is looked at in the server's place: then nothing can be changed. */
export function useIsSession(): boolean {
  const state = useLinkState();
  return state.at === "open" && state.session !== null;
}

export interface Asked<A> {
  /** The last answer; it stays while another one is on its way, so that nothing jumps. */
  readonly answer: A | null;
  readonly error: Error | null;
  readonly again: () => void;
}

/** Asks a topic, again whenever the params change, and when it is told to. */
export function useAsked<T extends Topic>(topic: T, params: ParamsOf<T>): Asked<AnswerOf<T>> {
  const inspector = useInspector();
  const text = JSON.stringify(params);
  const [turn, setTurn] = useState(0);
  const [known, setKnown] = useState<{ readonly of: string; readonly answer: AnswerOf<T> | null; readonly error: Error | null }>({ of: "", answer: null, error: null });
  const again = useCallback(() => setTurn((n) => n + 1), []);
  useEffect(() => {
    if (inspector === null) return;
    let isOver = false;
    inspector.ask(topic, JSON.parse(text)).then(
      (answer) => isOver || setKnown({ of: text, answer, error: null }),
      (error: Error) => isOver || setKnown((before) => ({ of: text, answer: before.of === text ? before.answer : null, error })),
    );
    return () => {
      isOver = true;
    };
  }, [inspector, topic, text, turn]);
  return useMemo(() => ({ answer: known.of === text ? known.answer : null, error: known.of === text ? known.error : null, again }), [known, text, again]);
}

export interface Paged<I> {
  readonly items: readonly I[];
  /** Whether the first page is there. */
  readonly isThere: boolean;
  readonly isWhole: boolean;
  readonly error: Error | null;
  /** Fetches the next page, where there is one. */
  readonly more: () => void;
  /** Asks for as many again from the beginning. */
  readonly again: () => void;
}

/** Pages of a list are fetched as they are needed. A page of a search may be empty: then the next is fetched at once. */
export function usePaged<I, T extends Topic>(topic: T, params: ParamsOf<T>, pageOf: (answer: AnswerOf<T>) => Page<I>): Paged<I> {
  const inspector = useInspector();
  const text = JSON.stringify(params);
  const [turn, setTurn] = useState(0);
  const [known, setKnown] = useState<{ readonly of: string; readonly items: readonly I[]; readonly next: string | null; readonly error: Error | null }>({ of: "", items: [], next: null, error: null });
  const isBusy = useRef<object | null>(null);
  const latest = useRef(known);
  latest.current = known;
  const read = useRef(pageOf);
  read.current = pageOf;

  const fetchFrom = useCallback(
    async (after: string | null, before: readonly I[], least: number): Promise<void> => {
      if (inspector === null) return;
      const own = {};
      isBusy.current = own;
      const items = [...before];
      let next = after;
      try {
        do {
          const page = read.current(await inspector.ask(topic, { ...JSON.parse(text), ...(next !== null && { after: next }) }));
          if (isBusy.current !== own) return;
          items.push(...page.items);
          next = page.next ?? null;
        } while (next !== null && items.length < least);
        setKnown({ of: text, items, next, error: null });
      } catch (error) {
        if (isBusy.current === own) setKnown({ of: text, items, next: null, error: error instanceof Error ? error : new Error(String(error)) });
      } finally {
        if (isBusy.current === own) isBusy.current = null;
      }
    },
    [inspector, topic, text],
  );
  useEffect(() => {
    const { of, items } = latest.current;
    void fetchFrom(null, [], of === text ? Math.max(1, items.length) : 1);
  }, [fetchFrom, text, turn]);

  const more = useCallback(() => {
    const { of, items, next } = latest.current;
    if (of === text && next !== null && isBusy.current === null) void fetchFrom(next, items, items.length + 1);
  }, [fetchFrom, text]);
  const again = useCallback(() => setTurn((n) => n + 1), []);
  const isCurrent = known.of === text;
  return { items: isCurrent ? known.items : [], isThere: isCurrent, isWhole: isCurrent && known.next === null, error: isCurrent ? known.error : null, more, again };
}

/** Watches a topic for as long as the view is there. `take` is given the answer and each notice. */
export function useWatched<T extends WatchedTopic>(topic: T, params: ParamsOf<T>, take: { readonly answer: (answer: AnswerOf<T>) => void; readonly notice: (notice: NoticeOf<T>) => void }): void {
  const inspector = useInspector();
  const text = JSON.stringify(params);
  const latest = useRef(take);
  latest.current = take;
  useEffect(() => {
    if (inspector === null) return;
    return inspector.watch(topic, JSON.parse(text), { answer: (answer) => latest.current.answer(answer), notice: (notice) => latest.current.notice(notice) });
  }, [inspector, topic, text]);
}
