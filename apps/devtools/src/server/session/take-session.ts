import { type AnswerOf, type Inspector, type ParamsOf, SERVER_TOPICS as T, type Topic } from "@rivulet/runtime/inspector";
import { type Answered, type ServerSession, sessionText } from "./format.ts";
import { redact } from "./redact.ts";

/** Of so many actors a session holds all that is shown of one. */
export const MOST_ACTORS = 200;

const OF_ACTOR = [T.actor, T.state, T.connections, T.schedule, T.kv, T.log, T.results, T.clients] as const;

/** What a server shows now, as a text: its first actors with all that they hold, and what is remembered of what they did. Wakes nobody. */
export async function takeSession(inspector: Inspector, { now, isRedacted }: { readonly now: number; readonly isRedacted: boolean }): Promise<string> {
  const answers: Answered[] = [];
  const ask = async <P extends Topic>(topic: P, params: ParamsOf<P> & object): Promise<AnswerOf<P>> => {
    const answer = await inspector.ask(topic, params);
    answers.push({ topic: topic.name, params: Object.fromEntries(Object.entries(params)), answer });
    return answer;
  };
  const { version } = await inspector.welcome;
  await Promise.all([ask(T.kinds, {}), ask(T.activity, {}), ask(T.complaints, {}), ask(T.metrics, {})]);
  const { items } = await ask(T.actors, { limit: MOST_ACTORS });
  for (const { id } of items) {
    // One that is destroyed meanwhile is not there any more.
    await Promise.all(OF_ACTOR.map((topic) => ask(topic, { id }).catch(() => null)));
  }
  const session: ServerSession = { at: now, server: version, redacted: isRedacted, answers: isRedacted ? redact(answers) : answers };
  return sessionText(session);
}
