import { ActorError, type AnswerOf, type Command, type Inspector, type InspectorChannel, type InspectorEvents, openInspector, type ParamsOf, type Welcome } from "@rivulet/runtime/inspector";
import { openServerSession } from "./session/open-session.ts";

/** How the connection to a server stands. */
export type LinkState =
  | { readonly at: "connecting" }
  /** `session`: the name of the file that is looked at in the server's place; `null` where it is the server. */
  | { readonly at: "open"; readonly inspector: Inspector; readonly welcome: Welcome; readonly session: string | null }
  /** It is tried again by itself. */
  | { readonly at: "lost"; readonly message: string }
  /** Somebody has to give a token, or there is no way in at all. */
  | { readonly at: "refused"; readonly message: string; readonly takesToken: boolean };

/** A server that is looked at: connected for as long as somebody looks. */
export interface Link {
  readonly state: LinkState;
  subscribe(listener: () => void): () => void;
  /** Tries again with a token. */
  enter(token: string): void;
  /** Looks at an exported session in the server's place. Throws what is wrong with it. */
  load(name: string, text: string): void;
  /** Looks at the server again. */
  resume(): void;
  /** Changes something, over a connection that says that it means to: the one that looks cannot. */
  do<C extends Command>(command: C, params: ParamsOf<C>): Promise<AnswerOf<C>>;
}

export interface LinkParts {
  readonly token: string | null;
  readonly open: (token: string | null, events: InspectorEvents) => InspectorChannel;
  /** Keeps a token that was let in, for as long as the tab lives. */
  readonly keep: (token: string) => void;
  readonly after: (ms: number, run: () => void) => () => void;
}

/** How long it waits before it tries again, in milliseconds: longer each time. */
const WAITS = [500, 1_000, 2_000, 5_000, 10_000];

export function makeLink({ token: given, open, keep, after }: LinkParts): Link {
  const listeners = new Set<() => void>();
  let state: LinkState = { at: "connecting" };
  let token = given;
  let looking: Inspector | null = null;
  let changing: Inspector | null = null;
  let cancel: (() => void) | null = null;
  let tries = 0;
  let session: { readonly name: string; readonly open: (events: InspectorEvents) => InspectorChannel } | null = null;

  const tell = (next: LinkState): void => {
    state = next;
    for (const listener of [...listeners]) listener();
  };
  const failed = (inspector: Inspector, error: unknown): void => {
    if (looking !== inspector) return;
    drop();
    const message = error instanceof Error ? error.message : String(error);
    if (error instanceof ActorError && error.group === "auth") {
      return tell({ at: "refused", message, takesToken: error.code !== "forbidden" || token !== null });
    }
    tell({ at: "lost", message });
    cancel = after(WAITS[Math.min(tries++, WAITS.length - 1)] ?? 0, connect);
  };
  const connect = (): void => {
    cancel = null;
    let own: Inspector | null = null;
    const inspector = openInspector((events) => {
      const heard: InspectorEvents = {
        hear: events.hear,
        closed(reason) {
          events.closed(reason);
          // After what was said before the end, such as why it is not let in.
          void Promise.resolve().then(() => own !== null && failed(own, new Error("The connection to the server was lost.")));
        },
      };
      return session === null ? open(token, heard) : session.open(heard);
    });
    own = inspector;
    looking = inspector;
    inspector.welcome.then(
      (welcome) => {
        if (looking !== inspector) return;
        tries = 0;
        if (token !== null && session === null) keep(token);
        tell({ at: "open", inspector, welcome, session: session?.name ?? null });
      },
      (error: unknown) => failed(inspector, error),
    );
  };
  const drop = (): void => {
    const both = [looking, changing];
    looking = null;
    changing = null;
    cancel?.();
    cancel = null;
    for (const each of both) each?.close();
  };

  const again = (): void => {
    drop();
    tell({ at: "connecting" });
    connect();
  };

  return {
    get state() {
      return state;
    },
    subscribe(listener) {
      listeners.add(listener);
      if (listeners.size === 1 && looking === null && cancel === null && state.at !== "refused") connect();
      return () => {
        listeners.delete(listener);
        // Whoever looks at another view comes back in the same turn.
        if (listeners.size === 0) after(0, () => {
          if (listeners.size > 0) return;
          drop();
          if (state.at !== "refused") state = { at: "connecting" };
        });
      };
    },
    enter(next) {
      token = next;
      again();
    },
    load(name, text) {
      session = { name, open: openServerSession(text) };
      again();
    },
    resume() {
      session = null;
      again();
    },
    async do(command, params) {
      if (session !== null) throw new Error("A session is only looked at.");
      changing ??= openInspector((events) => open(token, { hear: events.hear, closed: (reason) => (events.closed(reason), (changing = null)) }), { mayChange: true });
      return changing.do(command, params);
    },
  };
}
