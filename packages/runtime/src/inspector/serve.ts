import * as v from "valibot";
import { actorError, type ErrorData, toErrorData } from "../errors/actor-error.ts";
import { unreachable } from "../util/assert.ts";
import { type FromInspected, type ToInspected, toInspectedShape, type Welcome } from "./envelope.ts";
import { INSPECTOR_LIMITS } from "./limits.ts";
import { NARROW, seen } from "./seen.ts";
import type { AnswerOf, Command, NoticeOf, ParamsOf, Topic, WatchedTopic } from "./topic.ts";
import { INSPECTOR_PROTOCOL, OLDEST_INSPECTOR_PROTOCOL } from "./version.ts";

/** How one topic is answered. */
export interface Answerer {
  readonly name: string;
  readonly ask: (params: unknown) => Promise<unknown>;
  /** `notify` may be called from the moment this is called until `stop`; `first` is the answer. */
  readonly watch?: (params: unknown, notify: (value: unknown) => void) => { readonly first: Promise<unknown>; readonly stop: () => void };
}

/** Answers a topic. What `ask` throws is told as an error. */
export function answering<T extends Topic>(topic: T, ask: (params: ParamsOf<T>) => AnswerOf<T> | Promise<AnswerOf<T>>): Answerer {
  return { name: topic.name, ask: async (params) => ask(paramsOf(topic, params)) };
}

/** Does a command, or answers a topic that can also be watched: `watch` returns what ends it. */
export function answeringWatched<T extends WatchedTopic>(
  topic: T,
  ask: (params: ParamsOf<T>) => AnswerOf<T> | Promise<AnswerOf<T>>,
  watch: (params: ParamsOf<T>, notify: (notice: NoticeOf<T>) => void) => () => void,
): Answerer {
  return {
    ...answering(topic, ask),
    watch(given, notify) {
      const params = paramsOf(topic, given);
      const stop = watch(params, notify);
      return { first: Promise.resolve(ask(params)), stop };
    },
  };
}

function paramsOf<T extends Topic | Command>({ name, params }: T, given: unknown): ParamsOf<T> {
  const parsed = v.safeParse(params, given ?? {});
  if (!parsed.success) throw actorError("request/invalid", `The params of ${name} are not valid: ${v.summarize(parsed.issues).slice(0, 500)}`);
  return parsed.output;
}

/** Who is inspected. */
export interface Inspected {
  readonly side: Welcome["side"];
  readonly version: string;
  readonly now: () => number;
  readonly topics: readonly Answerer[];
  readonly commands: readonly Answerer[];
}

/** The way to one inspector. */
export interface InspectorSink {
  send(message: FromInspected): void;
  /** Nothing more will be said. */
  end(): void;
}

/** One inspector, from the inspected side. */
export interface InspectorSession {
  /** Takes a message of the inspector, whatever it is. */
  hear(message: unknown): void;
  /** It is gone: whatever it watches is not watched any more. */
  close(): void;
}

/** Speaks to one inspector. `mayEnter` throws where it may not, or no longer: asked at each message and before each notice. */
export function serveInspector(inspected: Inspected, sink: InspectorSink, mayEnter: () => void = () => {}): InspectorSession {
  const topics = new Map(inspected.topics.map((each) => [each.name, each]));
  const commands = new Map(inspected.commands.map((each) => [each.name, each]));
  let phase: { readonly at: "new" | "over" } | { readonly at: "ready"; readonly mayChange: boolean } = { at: "new" };
  const watched = new Map<number, () => void>();
  let asked = 0;

  const close = (): void => {
    phase = { at: "over" };
    for (const stop of watched.values()) stop();
    watched.clear();
  };
  const refuse = (error: unknown): void => {
    sink.send({ t: "refused", error: toErrorData(error) });
    close();
    sink.end();
  };
  const isOver = (): boolean => phase.at === "over";
  const say = (message: FromInspected): void => {
    if (!isOver()) sink.send(message);
  };
  const mayGoOn = (): boolean => {
    if (isOver()) return false;
    try {
      mayEnter();
      return true;
    } catch (error) {
      refuse(error);
      return false;
    }
  };
  const fail = (id: number, error: unknown): void => say({ t: "failed", id, error: sendable(toErrorData(asKnown(error))) });

  const answer = (id: number, task: () => Promise<unknown>): void => {
    if (asked >= INSPECTOR_LIMITS.asked) return fail(id, actorError("limit/too_many", `${INSPECTOR_LIMITS.asked} questions are waiting for their answers.`));
    asked++;
    task()
      .then(
        (value) => say({ t: "answer", id, value }),
        (error: unknown) => fail(id, error),
      )
      .finally(() => asked--);
  };

  const watch = (id: number, answerer: Answerer, params: unknown): void => {
    if (answerer.watch === undefined) return fail(id, actorError("request/invalid", `${answerer.name} cannot be watched, only asked.`));
    if (watched.has(id)) return fail(id, actorError("request/invalid", "This number is watched already."));
    if (watched.size >= INSPECTOR_LIMITS.watched) return fail(id, actorError("limit/too_many", `An inspector watches at most ${INSPECTOR_LIMITS.watched} topics.`));
    // Nothing is told before the answer.
    let early: unknown[] | null = [];
    const notify = (value: unknown): void => {
      if (early !== null) early.push(value);
      else if (mayGoOn()) say({ t: "notice", id, value });
    };
    let started: ReturnType<NonNullable<Answerer["watch"]>>;
    try {
      started = answerer.watch(params, notify);
    } catch (error) {
      return fail(id, error);
    }
    watched.set(id, started.stop);
    started.first.then(
      (value) => {
        if (watched.get(id) !== started.stop) return;
        say({ t: "answer", id, value });
        const waiting = early ?? [];
        early = null;
        for (const each of waiting) notify(each);
      },
      (error: unknown) => {
        unwatch(id);
        fail(id, error);
      },
    );
  };
  const unwatch = (id: number): void => {
    watched.get(id)?.();
    watched.delete(id);
  };

  const take = (message: ToInspected): void => {
    if (message.t === "hello") {
      const [least, most] = message.protocol;
      const protocol = Math.min(most, INSPECTOR_PROTOCOL);
      if (protocol < least || protocol < OLDEST_INSPECTOR_PROTOCOL) {
        return refuse(actorError("protocol/unsupported", `This side speaks the inspector's protocol ${OLDEST_INSPECTOR_PROTOCOL} to ${INSPECTOR_PROTOCOL}.`));
      }
      const mayChange = message.mayChange === true;
      phase = { at: "ready", mayChange };
      const { side, version, now } = inspected;
      return say({ t: "welcome", protocol, side, version, time: now(), topics: [...topics.keys()], commands: [...commands.keys()], mayChange });
    }
    if (phase.at !== "ready") return refuse(actorError("protocol/malformed", "The first message is hello."));
    switch (message.t) {
      case "ask": {
        const topic = topics.get(message.topic);
        if (topic === undefined) return fail(message.id, unknown("topic", message.topic));
        return answer(message.id, () => topic.ask(message.params));
      }
      case "watch": {
        const topic = topics.get(message.topic);
        if (topic === undefined) return fail(message.id, unknown("topic", message.topic));
        return watch(message.id, topic, message.params);
      }
      case "unwatch":
        return unwatch(message.id);
      case "do": {
        const command = commands.get(message.command);
        if (command === undefined) return fail(message.id, unknown("command", message.command));
        if (!phase.mayChange) return fail(message.id, actorError("auth/forbidden", "This inspector only looks: it has not said mayChange in its hello."));
        return answer(message.id, () => command.ask(message.params));
      }
      default:
        return unreachable(message, "a message of an inspector");
    }
  };

  return {
    hear(message) {
      if (!mayGoOn()) return;
      const parsed = v.safeParse(toInspectedShape, message);
      if (parsed.success) take(parsed.output);
      else refuse(actorError("protocol/malformed", "The message is not one of the inspector's protocol."));
    },
    close,
  };
}

function unknown(what: string, name: string): Error {
  return actorError("route/not_found", `There is no ${what} ${name.slice(0, 64)}.`);
}

/** What is thrown here is for the inspector's eyes, masks and all: it may see everything. */
function asKnown(error: unknown): unknown {
  if (error instanceof Error && "group" in error) return error;
  return actorError("internal/internal_error", error instanceof Error ? error.message : String(error));
}

/** Metadata is whatever an actor put there. */
function sendable(error: ErrorData): ErrorData {
  return error.metadata === undefined ? error : { ...error, metadata: seen(error.metadata, NARROW).value };
}
