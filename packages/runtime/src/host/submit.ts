import type { AnyTypes } from "../contract/bag.ts";
import type { Conn } from "../contract/context.ts";
import { actorError, toErrorData } from "../errors/actor-error.ts";
import type { Occasion } from "../execution/context.ts";
import { actionIdOf, seedOf } from "../execution/seed.ts";
import type { Author } from "../protocol/shapes.ts";
import { act } from "./act.ts";
import { clampTime } from "./clock.ts";
import type { Ending } from "./ending.ts";
import type { Instance } from "./instance.ts";
import type { Member } from "./member.ts";
import { encodeError, encodeOutput } from "./members.ts";

/** An action of a client, as it was pushed. */
export interface Submission {
  readonly id: number;
  readonly name: string;
  readonly args: readonly unknown[];
  /** The `sync.version` under which it was called; 0 where that is not known. */
  readonly schema: number;
  /** Draws this call's randomness, and names it for ever together with `origin`, the client that called first. */
  readonly key: string;
  readonly origin: string;
  readonly time: number;
  readonly conn: Conn<AnyTypes>;
  /** Takes the members of the result, once it is on disk. */
  readonly reply: (result: string) => void;
}

/** What became of a submission: it was taken (or had been), or its id does not follow the last. */
export type Verdict = "taken" | "gap" | "unknown-client";

/** Runs an action once: an id that was taken before is answered by its result, one that is out of turn not at all. */
export function submit(instance: Instance, member: Member, submission: Submission): Verdict {
  const { id, reply } = submission;
  if (id <= member.last) {
    answerAgain(instance, member, id, reply);
    return "taken";
  }
  if (id !== member.last + 1) return member.last === 0 ? "unknown-client" : "gap";
  if (mayHaveRun(instance, member, submission.time)) return "unknown-client";
  const time = consume(instance, member, id, submission.time);
  run(instance, member, submission, time);
  return "taken";
}

/** Consumes an id without running anything. */
export function submitVoid(instance: Instance, member: Member, id: number, reply: (result: string) => void): Verdict {
  if (id <= member.last) {
    answerAgain(instance, member, id, reply);
    return "taken";
  }
  if (id !== member.last + 1) return member.last === 0 ? "unknown-client" : "gap";
  consume(instance, member, id, member.time);
  end(instance, member, id, encodeError(toErrorData(actorError("action/voided", "The action was discarded before it ran.")), null), reply);
  return "taken";
}

/** A client that stayed away for too long is forgotten, and with it whether its first action has run. */
function mayHaveRun({ sync, timers }: Instance, member: Member, time: number): boolean {
  return !member.isStored && sync !== null && time < timers.now() - sync.clientTtl;
}

/** What still runs is answered when it ends; what ended within this very push, by what is stored. */
function answerAgain(instance: Instance, member: Member, id: number, reply: (result: string) => void): void {
  const { ledger, log } = instance;
  const joined = member.running.get(id)?.then((result) => ledger.after(() => reply(result)));
  const answered = joined ?? repeatResults(instance, member, [id], (_id, result) => reply(result));
  answered.catch((error: unknown) => log.warn({ msg: "a result could not be told again", err: error }));
}

/** Whether an action has ended, so that its result is stored. */
export function hasEnded(member: Member, id: number): boolean {
  return id <= member.last && !member.running.has(id);
}

/** Answers actions that have ended by their stored results, in order. Resolves once all are told. */
export async function repeatResults(
  instance: Instance,
  member: Member,
  ids: readonly number[],
  reply: (id: number, result: string) => void,
): Promise<void> {
  const results = await instance.members().results(member, ids);
  for (const [i, id] of ids.entries()) reply(id, results[i] ?? "");
}

function consume({ members, timers, sync }: Instance, member: Member, id: number, claimed: number): number {
  const now = timers.now();
  const time = clampTime(claimed, now, member.time, sync?.maxAge ?? Number.POSITIVE_INFINITY);
  member.last = id;
  member.time = time;
  member.heard = now;
  members().save(member);
  return time;
}

function run(instance: Instance, member: Member, submission: Submission, time: number): void {
  const { id, name, args, schema, key, origin, conn, reply } = submission;
  const { members, options } = instance;
  const author: Author = [member.client, member.lane, id];
  const changed = time === submission.time ? null : time;
  const encode = (ending: Ending): string =>
    ending.how === "returned" ? encodeOutput(ending.output, changed) : encodeError(ending.error, changed);
  const occasion: Occasion = {
    mode: "authoritative",
    actionId: actionIdOf(origin, key),
    time,
    seed: seedOf(origin, key),
    conn: () => conn,
    request: () => undefined,
    reach: () => instance.recorder.enter(author),
  };
  const ended = (ending: Ending): void => {
    if (member.running.delete(id)) members().save(member);
    end(instance, member, id, encode(ending), reply);
  };
  act(instance, { name, args, schema, author, occasion, within: options.actionTimeout, isAnswered: true }, ended, (ending) => {
    member.running.set(id, ending.then(encode));
  });
}

function end({ members, ledger }: Instance, member: Member, id: number, result: string, reply: (r: string) => void): void {
  members().putResult(member, id, result);
  ledger.after(() => reply(result));
}

/** Runs an action made with `read()`: it has no id, and is answered in the order of the output. */
export function readOnly(
  instance: Instance,
  name: string,
  args: readonly unknown[],
  conn: Conn<AnyTypes>,
  reply: (result: string) => void,
): void {
  const { options, ledger } = instance;
  const answer = (ending: Ending): void => {
    const result = ending.how === "returned" ? encodeOutput(ending.output, null) : encodeError(ending.error, null);
    ledger.after(() => reply(result));
  };
  const occasion = instance.occasion({ conn });
  const within = options.actionTimeout;
  act(instance, { name, args, author: null, occasion, within, isAnswered: true, mayOnlyRead: true }, answer);
}
