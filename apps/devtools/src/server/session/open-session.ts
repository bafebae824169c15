import { ActorError, type Answerer, fromJson, type Inspected, type InspectorChannel, type InspectorEvents, seen, SERVER_TOPICS as T, serveInspector } from "@rivulet/runtime/inspector";
import { type Fields, isFields, readSession } from "./format.ts";

/** The other end of an inspector, for a server's session. Throws what is wrong with the text. */
export function openServerSession(text: string): (events: InspectorEvents) => InspectorChannel {
  const inspected = inspectedSession(text);
  return (events) => {
    const session = serveInspector(inspected, {
      send: (message) => void Promise.resolve().then(() => events.hear(message)),
      end: () => events.closed(""),
    });
    return { send: session.hear, close: session.close };
  };
}

function inspectedSession(text: string): Inspected {
  const { at, server, answers } = readSession(text);
  const answerTo = (topic: string, id: unknown): Fields => {
    const found = answers.find((each) => each.topic === topic && each.params["id"] === id)?.answer;
    if (!isFields(found)) throw new ActorError("route", "not_found", "The session has nothing of it.");
    return found;
  };
  const answering = (name: string, answer: (params: Fields) => unknown): Answerer => ({ name, ask: async (params) => answer(isFields(params) ? params : {}) });
  /** Nothing comes after what is there. */
  const watched = (name: string, answer: (params: Fields) => unknown): Answerer => {
    const topic = answering(name, answer);
    return { ...topic, watch: (params) => ({ first: topic.ask(params), stop: () => {} }) };
  };
  const asItCame = ({ name }: { readonly name: string }): Answerer => answering(name, ({ id }) => answerTo(name, id));

  return {
    side: "server",
    version: server,
    now: () => at,
    topics: [
      ...[T.kinds, T.actor, T.connections, T.schedule, T.log, T.results, T.clients].map(asItCame),
      answering(T.actors.name, (params) => ({ items: listIn(answerTo(T.actors.name, undefined), "items").filter((row) => isWanted(row, params)) })),
      answering(T.kv.name, ({ id, prefix = "" }) => ({ items: listIn(answerTo(T.kv.name, id), "items").filter(({ text: key }) => String(key ?? "").startsWith(String(prefix))) })),
      answering(T.state.name, ({ id, path = [], from = 0 }) => partOf(answerTo(T.state.name, id), Array.isArray(path) ? path : [], Number(from))),
      watched(T.activity.name, ({ id }) => ({ entries: listIn(answerTo(T.activity.name, undefined), "entries").filter((entry) => id === undefined || entry["id"] === id) })),
      watched(T.complaints.name, () => answerTo(T.complaints.name, undefined)),
      watched(T.metrics.name, () => answerTo(T.metrics.name, undefined)),
    ],
    commands: [],
  };
}

function listIn(answer: Fields, name: string): readonly Fields[] {
  const list = answer[name];
  return Array.isArray(list) ? list.filter(isFields) : [];
}

/** As a server looks for actors: a search goes over keys and the beginnings of ids. */
function isWanted({ id, name, key, status }: Fields, { name: wantedName, key: wantedKey, status: wantedStatus, search }: Fields): boolean {
  if (wantedName !== undefined && name !== wantedName) return false;
  if (wantedKey !== undefined && JSON.stringify(key) !== JSON.stringify(wantedKey)) return false;
  if (wantedStatus !== undefined && status !== wantedStatus) return false;
  if (typeof search !== "string") return true;
  const text = Array.isArray(key) ? key.join("/") : "";
  return text.toLowerCase().includes(search.toLowerCase()) || String(id).startsWith(search);
}

/** A part of the state that the session has, as a server shows parts of its own. */
function partOf(answer: Fields, path: readonly unknown[], from: number): unknown {
  if (path.length === 0 && from === 0) return answer;
  const whole = answer["seen"];
  let part: unknown = isFields(whole) ? fromJson(structuredClone(whole["value"])) : undefined;
  for (const key of path.map((each) => fromJson(structuredClone(each)))) {
    if (part instanceof Map) part = part.get(key);
    else if (typeof part === "object" && part !== null) part = Object.getOwnPropertyDescriptor(part, String(key))?.value;
    else part = undefined;
  }
  return { ...answer, path, from, seen: seen(part, undefined, from) };
}
