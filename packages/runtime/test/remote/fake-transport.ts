import type { Client } from "../../src/contract/client.ts";
import type { ActionOutcome, Connection, ConnectionEvents } from "../../src/ports/gateway.ts";
import { SILENT } from "../../src/ports/logger.ts";
import { makeRemoteClient } from "../../src/remote/client.ts";
import type { RemoteCaller, RemoteQuery, Transport } from "../../src/remote/transport.ts";

import { withAccessors } from "../../src/remote/with-accessors.ts";
import type { registry } from "./counter.ts";

/** One attempt to connect, from the server's side. */
export interface Attempt {
  readonly query: RemoteQuery;
  readonly params: unknown;
  readonly events: ConnectionEvents;
  /** What was said on it, in order: the names of actions, `+name` and `-name` for events. */
  readonly said: string[];
  readonly asked: { readonly name: string; readonly args: readonly unknown[]; readonly done: (outcome: ActionOutcome) => void }[];
  /** Why the client closed it; `null` while it has not. */
  closedBy: string | null;
  open(): void;
}

/** A transport of which a test plays the other side. */
export function fakeTransport() {
  const attempts: Attempt[] = [];
  const calls: { readonly what: string; readonly query?: RemoteQuery; readonly caller?: RemoteCaller; readonly more?: unknown }[] = [];
  let answer: (what: string) => Promise<unknown> = () => Promise.resolve("output");
  const call = async (what: string, query?: RemoteQuery, caller?: RemoteCaller, more?: unknown): Promise<never> => {
    calls.push({ what, ...(query && { query }), ...(caller && { caller }), ...(more !== undefined && { more }) });
    return (await answer(what)) as never; // the test says what
  };
  const transport: Transport = {
    resolve: (query) => call("resolve", query),
    create: (name, key, creation) => call("create", undefined, undefined, { name, key, creation }),
    action: (query, name, args, caller) => call(`action ${name}`, query, caller, args),
    fetch: (query, request, caller) => call("fetch", query, caller, request),
    webSocket: (query, path, protocols, caller) => call(`webSocket ${path}`, query, caller, protocols),
    gatewayUrl: (query) => call("gatewayUrl", query),
    connect(query, params, events): Connection {
      const attempt: Attempt = {
        query,
        params,
        events,
        said: [],
        asked: [],
        closedBy: null,
        open: () => events.opened({ actorId: "a1", connectionId: `c${attempts.length}` }),
      };
      attempts.push(attempt);
      return {
        action(name, args, done) {
          attempt.said.push(name);
          attempt.asked.push({ name, args, done });
        },
        listen: (name, on) => void attempt.said.push(`${on ? "+" : "-"}${name}`),
        close(reason = "") {
          attempt.closedBy = reason;
        },
      };
    },
  };
  return {
    transport,
    attempts,
    calls,
    /** What every call gives from now on. */
    answerWith(next: (what: string) => Promise<unknown>) {
      answer = next;
    },
    get last(): Attempt {
      const last = attempts.at(-1);
      if (last === undefined) throw new Error("Nobody has tried to connect.");
      return last;
    },
  };
}

/** Time that passes when a test says so. */
export function handTimers() {
  let now = 0;
  const due = new Set<{ readonly at: number; readonly run: () => void }>();
  return {
    now: () => now,
    after(ms: number, run: () => void) {
      const timer = { at: now + ms, run };
      due.add(timer);
      return () => void due.delete(timer);
    },
    get waits(): number[] {
      return [...due].map(({ at }) => at - now);
    },
    async pass(ms: number) {
      const end = now + ms;
      for (;;) {
        const [next] = [...due].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
        if (next === undefined) break;
        now = next.at;
        due.delete(next);
        next.run();
        await settle();
      }
      now = end;
    },
  };
}

/** Lets everything happen that needs no more than promises. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 20; i++) await Promise.resolve();
}

export function world() {
  const fake = fakeTransport();
  const timers = handTimers();
  const warned: unknown[] = [];
  const log = { ...SILENT, warn: (line: unknown) => void warned.push(line) };
  const { client, hurry } = makeRemoteClient({ transport: fake.transport, timers, random: { bytes: (n) => new Uint8Array(n) }, log });
  return { fake, timers, warned, hurry, client: withAccessors(client) as unknown as Client<typeof registry> }; // as createClient does
}
