import { actorError, ActorError, type ErrorData, toErrorData } from "../errors/actor-error.ts";
import type { ClientMessage, Open } from "../protocol/client-messages.ts";
import { unreachable } from "../util/assert.ts";
import { Serial } from "../util/serial.ts";
import { fromJson } from "../value/codec.ts";
import { Channel } from "./channel.ts";
import type { Frames } from "./frames.ts";
import type { Host } from "./host.ts";
import type { Instance } from "./instance.ts";
import { type Pushers, takeActions, takeRead, withMember } from "./lane-actions.ts";
import { openFollower, resolveActor } from "./open.ts";
import { noSuchActor } from "./resolve.ts";
import { type Doer, type Ended, endedById, epochsOf, findEnded, tellEnded, wasDestroyed } from "./tombstone.ts";

/** What a client says to one lane once it is open. */
export type LaneMessage = Extract<ClientMessage, { t: "push" | "void" | "read" | "observed" | "listen" }>;

/** What all lanes of one connection share. */
export interface LaneHome extends Pushers {
  readonly host: Host;
  readonly frames: Frames;
  /** Resolves when the clients shown so far are known to be rightly so; `null` where none is in doubt. */
  showing(): Promise<unknown> | null;
  /** Whether the client knows that actors are destroyed: one that does not is to be told nothing of it. */
  mayHearOfEnds(): boolean;
  /** A lane is closed from this side. */
  gone(lane: HostLane): void;
}

/** One open lane on the server: what its client says, done in order. A class, as it outlasts its actor's sleep. */
export class HostLane {
  readonly #home: LaneHome;
  readonly #channel: Channel;
  readonly #queue = new Serial((error) => this.#fail(error));
  /** The `sync.version` of the client's definition. */
  readonly #version: number;
  #phase: "opening" | "open" | "left" = "opening";
  /** What the client asked for, until it is open. */
  #asked: Open | null;
  /** Known once it is open, and then for good: what is no more can be asked for again. */
  #actorId: string | null = null;
  /** Whose actions may have been sent here. */
  readonly #doers: Doer[];

  constructor(home: LaneHome, open: Open, connId: string) {
    this.#home = home;
    this.#asked = open;
    this.#version = open.version;
    this.#doers = open.seen.map(([client, lane]): Doer => [client, lane]);
    const staticParams = fromJson(open.params);
    this.#channel = new Channel({
      ch: open.ch,
      id: connId,
      actorName: open.name,
      params: open.fresh === undefined ? staticParams : fromJson(open.fresh),
      staticParams,
      frames: home.frames,
      ends: this,
    });
    this.#queue.run(() => this.#open(open));
  }

  get ch(): number {
    return this.#channel.ch;
  }

  take(message: LaneMessage): void {
    this.#queue.run(() => {
      const id = this.#seatedAt;
      if (!this.#channel.isOpen || id === null) return;
      const { host } = this.#home;
      const showing = this.#home.showing();
      const awake = showing === null ? host.awake(id) : undefined;
      if (awake !== undefined) return this.#do(awake, message);
      return (async () => {
        await showing;
        const instance = await host.wake(id);
        if (this.#channel.isOpen) await this.#do(instance, message);
      })();
    });
  }

  /** Closes it for a reason, once what it was told before is answered: who comes again asks for the rest alone. */
  refuse(error: ActorError): void {
    this.#queue.run(() => {
      const id = this.#seatedAt;
      const awake = id === null ? undefined : this.#home.host.awake(id);
      if (awake === undefined) this.#fail(error);
      else awake.ledger.after(() => this.#fail(error));
    });
  }

  /** The client closed it, or is gone. */
  end(): void {
    this.#channel.end();
    this.#queue.run(() => this.#leave());
  }

  destroyed(): void {
    if (this.#home.mayHearOfEnds()) this.#bury(toErrorData(noSuchActor()));
    else this.#channel.bury(null);
  }

  gone(): void {
    this.#leave();
    this.#home.gone(this);
  }

  /** The actor at which it has its place, between opening and leaving. */
  get #seatedAt(): string | null {
    return this.#phase === "open" ? this.#actorId : null;
  }

  async #open(asked: Open): Promise<void> {
    const { host } = this.#home;
    const channel = this.#channel;
    const id = await resolveActor(host, this.#home.mayHearOfEnds() ? asked : { ...asked, cursor: undefined });
    const ended = await this.#endedBefore(asked, id);
    const instance = await host.wake(id);
    if (!channel.isOpen) return;
    this.#phase = "open";
    this.#actorId = id;
    await openFollower(host, instance, channel, asked, ended, ({ members, isNewEpoch }) => {
      const others = isNewEpoch ? host.followers(id).filter((other) => other !== channel) : [];
      instance.ledger.after(() => {
        channel.say(`{"t":"opened","ch":${channel.ch},${members}}`);
        for (const other of others) other.restart();
      });
    });
    this.#asked = null;
  }

  #do(instance: Instance, message: LaneMessage): void | Promise<void> {
    const home = this.#home;
    const channel = this.#channel;
    switch (message.t) {
      case "push":
      case "void":
        this.#note(message.client, channel.lane);
        return takeActions(home, this.#version, channel, instance, message);
      case "read":
        return takeRead(channel, instance, message);
      case "observed":
        // Nothing is looked up, and kept, for names that anybody may make up.
        if (!home.holds(message.client)) return;
        return withMember(instance, channel.lane, message.client, (member) => {
          if (home.holds(message.client)) instance.members().settle(member, message.through);
        });
      case "listen":
        return channel.listen(message.events);
      default:
        return unreachable(message, "a lane's message");
    }
  }

  #note(client: string, lane: string): void {
    if (!this.#doers.some((doer) => doer[0] === client && doer[1] === lane)) this.#doers.push([client, lane]);
  }

  #leave(): void {
    const id = this.#seatedAt;
    if (id === null) return;
    this.#phase = "left";
    this.#home.host.unseat(id, this.#channel).catch((error: unknown) => this.#report(error));
  }

  #fail(error: unknown): void {
    if (!this.#channel.isOpen) return;
    if (!(error instanceof ActorError)) this.#report(error);
    const data = toErrorData(error instanceof ActorError ? error : actorError("actor/restarting", "The actor is restarting."));
    if (data.group === "actor" && data.code === "not_found") this.#bury(data);
    else this.#channel.fail(data);
  }

  #report(err: unknown): void {
    this.#home.host.ports.log.error({ msg: "a connection ended badly", err });
  }

  /** There is no such actor. Says so, and what is known of one that was. */
  #bury(data: ErrorData): void {
    this.#leave();
    this.#findEnded()
      .then(async (ended) => {
        if (ended === null) this.#channel.refuse(data, "missing");
        else this.#channel.bury(await this.#endings(ended));
      })
      .catch((error: unknown) => this.#fail(error));
  }

  /** The histories of the actor that is no more; `null` where nothing is known of one. */
  async #findEnded(): Promise<readonly Ended[] | null> {
    if (!this.#home.mayHearOfEnds()) return null;
    const { storage } = this.#home.host.ports;
    if (this.#actorId !== null) return endedById(storage, this.#actorId);
    const asked = this.#asked;
    if (asked === null) return null;
    if ("id" in asked.at) return endedById(storage, asked.at.id);
    const ended = await findEnded(storage, asked.name, asked.at.key, epochsOf(asked));
    return ended.length > 0 || (await wasDestroyed(storage, asked.name, asked.at.key)) ? ended : null;
  }

  /** Of the histories that the client names, what those leave that came to their end. Most clients name the one that lasts. */
  async #endedBefore(asked: Open, id: string): Promise<string | null> {
    const { host } = this.#home;
    const present = host.awake(id)?.record.epoch;
    const others = epochsOf(asked).filter((epoch) => epoch !== present);
    if (!this.#home.mayHearOfEnds() || others.length === 0 || !("key" in asked.at)) return null;
    const ended = await findEnded(host.ports.storage, asked.name, asked.at.key, others);
    return ended.length === 0 ? null : this.#endings(ended);
  }

  /** What destroyed actors leave to the clients that speak here, as JSON. */
  async #endings(ended: readonly Ended[]): Promise<string> {
    await this.#home.showing();
    return tellEnded(this.#home.host.ports.storage, ended, this.#doers.filter(([client]) => this.#home.holds(client)));
  }
}
