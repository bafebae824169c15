import { actorError, ActorError, type ErrorData, toErrorData } from "../errors/actor-error.ts";
import type { ClientMessage, Open } from "../protocol/client-messages.ts";
import { unreachable } from "../util/assert.ts";
import { serial } from "../util/serial.ts";
import { fromJson } from "../value/codec.ts";
import { type Channel, makeChannel } from "./channel.ts";
import type { Frames } from "./frames.ts";
import type { Host } from "./host.ts";
import type { Instance } from "./instance.ts";
import type { Member } from "./member.ts";
import { encodeError } from "./members.ts";
import { notDeployed, openFollower, resolveActor } from "./open.ts";
import { noSuchActor } from "./resolve.ts";
import { hasEnded, readOnly, repeatResults, submit, submitVoid, type Verdict } from "./submit.ts";
import { type Doer, type Ended, endedById, epochsOf, findEnded, tellEnded, wasDestroyed } from "./tombstone.ts";

/** What a client says to one lane once it is open. */
export type LaneMessage = Extract<ClientMessage, { t: "push" | "void" | "read" | "observed" | "listen" }>;

export interface LaneParts {
  readonly host: Host;
  readonly frames: Frames;
  readonly open: Open;
  readonly connId: string;
  /** Resolves when the clients shown so far are known to be rightly so; `null` where none is in doubt. */
  readonly showing: () => Promise<unknown> | null;
  /** Whether this connection may push for a client. */
  readonly holds: (client: string) => boolean;
  /** A client is about to do something that lasts. */
  readonly keep: (client: string) => void;
  readonly unshown: (client: string) => void;
  /** Whether the client knows that actors are destroyed: one that does not is to be told nothing of it. */
  readonly mayHearOfEnds: boolean;
  readonly gone: () => void;
}

/** One open lane on the server: what its client says, done in order. */
export interface HostLane {
  take(message: LaneMessage): void;
  /** Closes it for a reason, once what it was told before is answered: who comes again asks for the rest alone. */
  refuse(error: ActorError): void;
  /** The client closed it, or is gone. */
  end(): void;
}

export function openLane(parts: LaneParts): HostLane {
  const { host, open, frames, connId } = parts;
  const staticParams = fromJson(open.params);
  const { storage } = host.ports;
  let actorId: string | null = null;
  /** Whose actions may have been sent here. */
  const doers = new Map(open.seen.map(([client, lane]): [string, Doer] => [`${lane}/${client}`, [client, lane]]));

  const leave = (): void => {
    if (actorId === null) return;
    host.unseat(actorId, channel.follower).catch(report);
    actorId = null;
  };
  const report = (error: unknown): void => host.ports.log.error({ msg: "a connection ended badly", err: error });
  const channel: Channel = makeChannel({
    ch: open.ch,
    id: connId,
    actorName: open.name,
    params: open.fresh === undefined ? staticParams : fromJson(open.fresh),
    staticParams,
    frames,
    destroyed: () => (parts.mayHearOfEnds ? bury(toErrorData(noSuchActor())) : channel.bury(null)),
    gone() {
      leave();
      parts.gone();
    },
  });

  const fail = (error: unknown): void => {
    if (!channel.isOpen) return;
    if (!(error instanceof ActorError)) report(error);
    const data = toErrorData(error instanceof ActorError ? error : actorError("actor/restarting", "The actor is restarting."));
    if (data.group === "actor" && data.code === "not_found") bury(data);
    else channel.fail(data);
  };
  const queue = serial(fail);

  /** What destroyed actors leave to the clients that speak here, as JSON. */
  const endings = async (ended: readonly Ended[]): Promise<string> => {
    await parts.showing();
    return tellEnded(storage, ended, [...doers.values()].filter(([client]) => parts.holds(client)));
  };

  /** There is no such actor. Says so, and what is known of one that was. */
  const bury = (data: ErrorData): void => {
    const id = actorId ?? ("id" in open.at ? open.at.id : null);
    leave();
    const find = async (): Promise<readonly Ended[] | null> => {
      if (!parts.mayHearOfEnds) return null;
      if (id !== null) return endedById(storage, id);
      const key = "key" in open.at ? open.at.key : [];
      const ended = await findEnded(storage, open.name, key, epochsOf(open));
      return ended.length > 0 || (await wasDestroyed(storage, open.name, key)) ? ended : null;
    };
    find()
      .then(async (ended) => {
        if (ended === null) channel.refuse(data, "missing");
        else channel.bury(await endings(ended));
      })
      .catch(fail);
  };

  /** Of the histories that the client names, those that came to their end. Most clients name the one that lasts. */
  const endedBefore = async (id: string): Promise<string | null> => {
    const present = host.awake(id)?.record.epoch;
    const others = epochsOf(open).filter((epoch) => epoch !== present);
    if (!parts.mayHearOfEnds || others.length === 0 || !("key" in open.at)) return null;
    const ended = await findEnded(storage, open.name, open.at.key, others);
    return ended.length === 0 ? null : endings(ended);
  };

  queue.run(async () => {
    const id = await resolveActor(host, parts.mayHearOfEnds ? open : { ...open, cursor: undefined });
    const ended = await endedBefore(id);
    const instance = await host.wake(id);
    if (!channel.isOpen) return;
    actorId = id;
    await openFollower(host, instance, channel.follower, open, ended, ({ members, isNewEpoch }) => {
      const others = isNewEpoch ? host.followers(id).filter((other) => other !== channel.follower) : [];
      instance.ledger.after(() => {
        channel.say(`{"t":"opened","ch":${open.ch},${members}}`);
        for (const other of others) other.restart();
      });
    });
  });

  const take = (instance: Instance, message: LaneMessage): void | Promise<void> => {
    switch (message.t) {
      case "push":
      case "void":
        doers.set(`${channel.lane}/${message.client}`, [message.client, channel.lane]);
        return takeActions(parts, channel, instance, message);
      case "read": {
        const seat = instance.conns.get(connId);
        if (seat === undefined) throw actorError("actor/restarting", "The actor is restarting.");
        const reply = (result: string): void => channel.answer(message.req, result);
        return readOnly(instance, message.name, valuesOf(message.args), seat.conn, reply);
      }
      case "observed":
        // Nothing is looked up, and kept, for names that anybody may make up.
        if (!parts.holds(message.client)) return;
        return withMember(instance, channel.lane, message.client, (member) => {
          if (parts.holds(message.client)) instance.members().settle(member, message.through);
        });
      case "listen":
        return channel.listen(message.events);
      default:
        return unreachable(message, "a lane's message");
    }
  };

  return {
    take(message) {
      queue.run(() => {
        if (!channel.isOpen || actorId === null) return;
        const showing = parts.showing();
        const awake = showing === null ? host.awake(actorId) : undefined;
        if (awake !== undefined) return take(awake, message);
        const id = actorId;
        return (async () => {
          await showing;
          const instance = await host.wake(id);
          if (channel.isOpen) await take(instance, message);
        })();
      });
    },
    refuse(error) {
      queue.run(() => {
        const awake = actorId === null ? undefined : host.awake(actorId);
        if (awake === undefined) fail(error);
        else awake.ledger.after(() => fail(error));
      });
    },
    end() {
      channel.end();
      queue.run(leave);
    },
  };
}

function withMember(
  instance: Instance,
  lane: string,
  client: string,
  use: (member: Member) => void | Promise<void>,
): void | Promise<void> {
  const member = instance.members().known(lane, client);
  return member === undefined ? instance.members().load(lane, client).then(use) : use(member);
}

type Actions = Extract<LaneMessage, { t: "push" | "void" }>;

function takeActions(parts: LaneParts, channel: Channel, instance: Instance, message: Actions): void | Promise<void> {
  const { holds, keep, unshown, connId } = parts;
  const { client, epoch } = message;
  if (!holds(client)) return unshown(client);
  return withMember(instance, channel.lane, client, (member) => {
    if (!holds(client)) return unshown(client);
    if (epoch !== instance.record.epoch) throw actorError("sync/wrong_epoch", "The actor has a new history.");
    keep(client);
    const conn = instance.conns.get(connId)?.conn;
    if (conn === undefined) throw actorError("actor/restarting", "The actor is restarting.");
    const reply = (id: number, result: string): void => channel.result(client, id, result);
    // Results come in the order of their ids: those on the disk are told before anything later runs.
    const isOver = (id: number): boolean => hasEnded(member, id);
    const over = idsOf(message).filter(isOver);
    if (over.length > 0) {
      const rest = without(message, isOver);
      return repeatResults(instance, member, over, reply).then(() => takeActions(parts, channel, instance, rest));
    }
    const judge = (id: number, verdict: Verdict): void => {
      if (verdict === "gap") throw actorError("sync/gap", `An action id was left out: expected ${member.last + 1}, got ${id}.`);
      if (verdict === "unknown-client") reply(id, encodeError(toErrorData(actorError("action/unknown_client", "The server no longer knows this client, so it cannot tell whether the action already ran.")), null));
    };
    if (message.t === "void") {
      for (const id of message.ids) judge(id, submitVoid(instance, member, id, (result) => reply(id, result)));
      return;
    }
    const { version: schema = parts.open.version } = message;
    if (schema > (instance.sync?.version ?? 0)) throw notDeployed(schema);
    for (const [id, name, args, key, time, origin = client] of message.actions) {
      const own = (result: string): void => reply(id, result);
      judge(id, submit(instance, member, { id, name, args: valuesOf(args), schema, key, time, origin, conn, reply: own }));
    }
  });
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

