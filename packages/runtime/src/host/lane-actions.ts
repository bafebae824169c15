import { actorError, toErrorData } from "../errors/actor-error.ts";
import type { ClientMessage } from "../protocol/client-messages.ts";
import { fromJson } from "../value/codec.ts";
import type { Channel } from "./channel.ts";
import type { Instance } from "./instance.ts";
import type { Member } from "./member.ts";
import { encodeError } from "./members.ts";
import { notDeployed } from "./open.ts";
import { hasEnded, readOnly, repeatResults, submit, submitVoid, type Verdict } from "./submit.ts";

/** Who may push on a connection. */
export interface Pushers {
  /** Whether this connection may push for a client. */
  holds(client: string): boolean;
  /** A client is about to do something that lasts. */
  keep(client: string): void;
  /** This connection may not push for the client, or not any more: its secret has to be shown again. */
  lost(client: string): void;
}

type Actions = Extract<ClientMessage, { t: "push" | "void" }>;

/** Calls back with how far a client has come: at once where that is known, so that what is synchronous stays so. */
export function withMember(instance: Instance, lane: string, client: string, use: (member: Member) => void | Promise<void>): void | Promise<void> {
  const member = instance.members().known(lane, client);
  return member === undefined ? instance.members().load(lane, client).then(use) : use(member);
}

/** Runs, or answers again, what a client pushed on a channel. `version`: that of the client's definition. */
export function takeActions(pushers: Pushers, version: number, channel: Channel, instance: Instance, message: Actions): void | Promise<void> {
  const { client, epoch } = message;
  if (!pushers.holds(client)) return pushers.lost(client);
  return withMember(instance, channel.lane, client, (member) => {
    if (!pushers.holds(client)) return pushers.lost(client);
    if (epoch !== instance.record.epoch) throw actorError("sync/wrong_epoch", "The actor has a new history.");
    pushers.keep(client);
    const conn = instance.conns.get(channel.id)?.conn;
    if (conn === undefined) throw actorError("actor/restarting", "The actor is restarting.");
    const reply = (id: number, result: string): void => channel.result(client, id, result);
    // Results come in the order of their ids: those on the disk are told before anything later runs.
    const isOver = (id: number): boolean => hasEnded(member, id);
    const over = idsOf(message).filter(isOver);
    if (over.length > 0) {
      const rest = without(message, isOver);
      return repeatResults(instance, member, over, reply).then(() => takeActions(pushers, version, channel, instance, rest));
    }
    const judge = (id: number, verdict: Verdict): void => {
      if (verdict === "gap") throw actorError("sync/gap", `An action id was left out: expected ${member.last + 1}, got ${id}.`);
      if (verdict === "unknown-client") reply(id, encodeError(toErrorData(actorError("action/unknown_client", "The server no longer knows this client, so it cannot tell whether the action already ran.")), null));
    };
    if (message.t === "void") {
      for (const id of message.ids) judge(id, submitVoid(instance, member, id, (result) => reply(id, result)));
      return;
    }
    const { version: schema = version } = message;
    if (schema > (instance.sync?.version ?? 0)) throw notDeployed(schema);
    for (const [id, name, args, key, time, origin = client] of message.actions) {
      const own = (result: string): void => reply(id, result);
      judge(id, submit(instance, member, { id, name, args: valuesOf(args), schema, key, time, origin, conn, reply: own }));
    }
  });
}

/** Answers an action made with `read()`. */
export function takeRead(channel: Channel, instance: Instance, message: Extract<ClientMessage, { t: "read" }>): void {
  const seat = instance.conns.get(channel.id);
  if (seat === undefined) throw actorError("actor/restarting", "The actor is restarting.");
  readOnly(instance, message.name, valuesOf(message.args), seat.conn, (result) => channel.answer(message.req, result));
}

function idsOf(message: Actions): readonly number[] {
  return message.t === "void" ? message.ids : message.actions.map(([id]) => id);
}

/** The message without the ids of which `is` is true. */
function without(message: Actions, is: (id: number) => boolean): Actions {
  return message.t === "void"
    ? { ...message, ids: message.ids.filter((id) => !is(id)) }
    : { ...message, actions: message.actions.filter(([id]) => !is(id)) };
}

function valuesOf(json: readonly unknown[]): unknown[] {
  return json.map((value) => fromJson(value));
}
