import type { AnyTypes } from "../contract/bag.ts";
import type { Conn } from "../contract/context.ts";
import { markOf } from "../definition/marks.ts";
import { actorError, ActorError, type ErrorData, toErrorData } from "../errors/actor-error.ts";
import { Context, type Occasion } from "../execution/context.ts";
import { findAction, type Outcome, runAction, settled, unknownAction } from "../execution/run.ts";
import { actionIdOf, seedOf } from "../execution/seed.ts";
import type { Author } from "../protocol/shapes.ts";
import { withTimeout } from "../util/timeout.ts";
import { clampTime } from "./clock.ts";
import type { Instance } from "./instance.ts";
import { encodeError, encodeOutput, type Member } from "./members.ts";

/** An action of a client, as it was pushed. */
export interface Submission {
  readonly id: number;
  readonly name: string;
  readonly args: readonly unknown[];
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
    repeatResult(instance, member, id, reply);
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
    repeatResult(instance, member, id, reply);
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

function repeatResult({ members, log }: Instance, member: Member, id: number, reply: (result: string) => void): void {
  const found = member.running.get(id) ?? members.result(member, id);
  found.then(reply, (error: unknown) => log.warn({ msg: "a stored result could not be read", err: error }));
}

function consume({ members, timers, sync }: Instance, member: Member, id: number, claimed: number): number {
  const now = timers.now();
  const time = clampTime(claimed, now, member.time, sync?.maxAge ?? Number.POSITIVE_INFINITY);
  member.last = id;
  member.time = time;
  member.heard = now;
  members.save(member);
  return time;
}

function run(instance: Instance, member: Member, submission: Submission, time: number): void {
  const { id, name, args, key, origin, conn, reply } = submission;
  const { recorder, activity, definition, scope } = instance;
  const author: Author = [member.client, member.lane, id];
  const occasion: Occasion = {
    mode: "authoritative",
    actionId: actionIdOf(origin, key),
    time,
    seed: seedOf(origin, key),
    conn: () => conn,
    request: () => undefined,
    reach: () => recorder.enter(author),
  };
  const changed = time === submission.time ? null : time;
  const context = new Context(scope, occasion);
  const action = findAction(definition, name);
  activity.note();
  instance.countEvents(author);
  const outcome = recorder.atomic(author, () => {
    if (action === undefined) return { how: "threw", error: unknownAction(name) };
    const body = (): Outcome => runAction(action, context, args);
    return markOf(action) === "read" ? recorder.readOnly(body) : body();
  });
  instance.countEvents(null);
  switch (outcome.how) {
    case "returned":
      return end(instance, member, id, encodeOutput(outcome.output, changed), reply);
    case "threw":
      context.revoke();
      return end(instance, member, id, encodeError(publicError(instance, name, outcome.error), changed), reply);
    case "promised": {
      const finished = finish(instance, name, outcome.promise, context).then(
        (output) => encodeOutput(output, changed),
        (error: unknown) => encodeError({ ...publicError(instance, name, error), partial: true }, changed),
      );
      member.running.set(id, finished);
      void finished.then((result) => {
        recorder.commit();
        member.running.delete(id);
        instance.members.save(member);
        end(instance, member, id, result, reply);
      });
    }
  }
}

/** Waits for an action that returned a promise, for as long as it may take. */
async function finish(instance: Instance, name: string, promise: PromiseLike<unknown>, context: Context): Promise<unknown> {
  const { actionTimeout } = instance.options;
  const done = instance.activity.begin();
  try {
    const late = (): unknown => actorError("action/timed_out", `${name} took longer than ${actionTimeout} ms.`);
    return settled(await withTimeout(promise, actionTimeout, instance.timers, late));
  } catch (error) {
    context.revoke();
    throw error;
  } finally {
    done();
  }
}

function end({ members, ledger }: Instance, member: Member, id: number, result: string, reply: (r: string) => void): void {
  members.putResult(member, id, result);
  ledger.after(() => reply(result));
}

/** What the caller may know of an error; the whole of it goes to the log. */
export function publicError({ log }: Instance, action: string, error: unknown): ErrorData {
  if (!(error instanceof ActorError)) log.error({ msg: "an action threw", action, err: error });
  return toErrorData(error);
}

/** Runs an action made with `read()`: it has no id, and is answered in the order of the output. */
export function readOnly(
  instance: Instance,
  name: string,
  args: readonly unknown[],
  conn: Conn<AnyTypes>,
  reply: (result: string) => void,
): void {
  const { recorder, definition, ledger, activity, readScope } = instance;
  const action = findAction(definition, name);
  const context = new Context(readScope, instance.hookOccasion(conn));
  const answer = (result: string): void => {
    ledger.after(() => reply(result));
  };
  const refuse = (error: unknown): void => answer(encodeError(publicError(instance, name, error), null));
  activity.note();
  if (action === undefined) return refuse(unknownAction(name));
  const outcome = recorder.readOnly(() => runAction(action, context, args));
  if (outcome.how === "threw") return refuse(outcome.error);
  if (outcome.how === "returned") return answer(encodeOutput(outcome.output, null));
  finish(instance, name, outcome.promise, context).then((output) => answer(encodeOutput(output, null)), refuse);
}
