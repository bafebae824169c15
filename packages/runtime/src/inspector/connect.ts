import * as v from "valibot";
import { actorError, fromErrorData } from "../errors/actor-error.ts";
import { unreachable } from "../util/assert.ts";
import { type Deferred, deferred } from "../util/deferred.ts";
import { fromInspectedShape, type ToInspected, type Welcome } from "./envelope.ts";
import type { AnswerOf, Command, NoticeOf, ParamsOf, Topic, WatchedTopic } from "./topic.ts";
import { INSPECTOR_PROTOCOL, OLDEST_INSPECTOR_PROTOCOL } from "./version.ts";

/** Carries messages to what is inspected: a WebSocket, a port of the browser's, or the other end itself. */
export interface InspectorChannel {
  send(message: ToInspected): void;
  close(): void;
}

/** What a channel brings; calls made before it is open are the channel's to keep. */
export interface InspectorEvents {
  hear(message: unknown): void;
  /** The channel is gone. */
  closed(reason: string): void;
}

/** What is told to whoever watches a topic. */
export interface Watcher<T extends WatchedTopic> {
  /** The answer: how things stand now. */
  answer(answer: AnswerOf<T>): void;
  /** What came after it. */
  notice(notice: NoticeOf<T>): void;
  /** It is over, and nothing comes any more. */
  failed?(error: Error): void;
}

/** An inspector: asks, watches and does, by topics and commands such as `SERVER_TOPICS`. */
export interface Inspector {
  /** Resolves to who is inspected. Rejects where the inspector is not let in. */
  readonly welcome: Promise<Welcome>;
  /** Rejects with what the inspected side says, with `client/connection_lost`, or with `client/malformed_response`. */
  ask<T extends Topic>(topic: T, params: ParamsOf<T>): Promise<AnswerOf<T>>;
  /** Watches until the function it returns is called. */
  watch<T extends WatchedTopic>(topic: T, params: ParamsOf<T>, watcher: Watcher<T>): () => void;
  /** Changes something; refused unless the inspector was opened with `mayChange`. */
  do<C extends Command>(command: C, params: ParamsOf<C>): Promise<AnswerOf<C>>;
  close(): void;
}

/** One question, or one watch, under way. */
interface Pending {
  answer(value: unknown): void;
  notice(value: unknown): void;
  failed(error: Error): void;
}

/** Opens an inspector over a channel; `open` is given what to call for each message. */
export function openInspector(open: (events: InspectorEvents) => InspectorChannel, { mayChange = false }: { readonly mayChange?: boolean } = {}): Inspector {
  const pending = new Map<number, Pending>();
  const welcome: Deferred<Welcome> = deferred();
  // Who does not ask for it hears by his questions.
  welcome.promise.catch(() => {});
  let over: Error | null = null;
  let next = 1;

  const end = (error: Error): void => {
    if (over !== null) return;
    over = error;
    welcome.reject(error);
    const all = [...pending.values()];
    pending.clear();
    for (const each of all) each.failed(error);
  };

  const hear = (message: unknown): void => {
    const parsed = v.safeParse(fromInspectedShape, message);
    if (!parsed.success) return end(malformed("A message"));
    const said = parsed.output;
    switch (said.t) {
      case "welcome":
        return welcome.resolve(said);
      case "refused":
        return end(fromErrorData(said.error));
      case "answer":
        return pending.get(said.id)?.answer(said.value);
      case "notice":
        return pending.get(said.id)?.notice(said.value);
      case "failed": {
        const failed = pending.get(said.id);
        pending.delete(said.id);
        return failed?.failed(fromErrorData(said.error));
      }
      default:
        return unreachable(said, "a message of what is inspected");
    }
  };

  const channel = open({ hear, closed: (reason) => end(actorError("client/connection_lost", reason === "" ? "The connection to what is inspected was lost." : reason)) });
  channel.send({ t: "hello", protocol: [OLDEST_INSPECTOR_PROTOCOL, INSPECTOR_PROTOCOL], ...(mayChange && { mayChange }) });

  const once = <T extends Topic>(topic: T, say: (id: number) => ToInspected): Promise<AnswerOf<T>> =>
    new Promise((resolve, reject) => {
      if (over !== null) return reject(over);
      const id = next++;
      pending.set(id, {
        answer(value) {
          pending.delete(id);
          const answer = v.safeParse(topic.answer, value);
          if (answer.success) resolve(answer.output);
          else reject(malformed(`The answer to ${topic.name}`));
        },
        notice() {},
        failed: reject,
      });
      channel.send(say(id));
    });

  return {
    welcome: welcome.promise,
    ask: (topic, params) => once(topic, (id) => ({ t: "ask", id, topic: topic.name, params })),
    do: (command, params) => once(command, (id) => ({ t: "do", id, command: command.name, params })),
    watch(topic, params, watcher) {
      const id = next++;
      const failed = (error: Error): void => watcher.failed?.(error);
      if (over !== null) {
        failed(over);
        return () => {};
      }
      const told = <S extends v.GenericSchema>(shape: S, value: unknown, tell: (value: v.InferOutput<S>) => void): void => {
        const parsed = v.safeParse(shape, value);
        if (parsed.success) return tell(parsed.output);
        pending.delete(id);
        failed(malformed(`What ${topic.name} tells`));
      };
      pending.set(id, {
        answer: (value) => told(topic.answer, value, (answer) => watcher.answer(answer)),
        notice: (value) => told(topic.notice, value, (notice) => watcher.notice(notice)),
        failed,
      });
      channel.send({ t: "watch", id, topic: topic.name, params });
      return () => {
        if (pending.delete(id)) channel.send({ t: "unwatch", id });
      };
    },
    close() {
      channel.close();
      end(actorError("client/disposed", "The inspector was closed."));
    },
  };
}

function malformed(what: string): Error {
  return actorError("client/malformed_response", `${what} is not valid: the two sides may be of different versions.`);
}
