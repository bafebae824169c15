import {
  actorError,
  type ActorQuery,
  type Caller,
  type Connection,
  type Encoding,
  type Frame,
  type Gateway,
  type Limiter,
  LIMITS,
  SERVER_LIMITS,
  type ToClient,
  toErrorData,
} from "@rivulet/runtime/host";
import { tooLong } from "./body.ts";
import type { EventFrames } from "./event-frames.ts";
import type { MessageLimits } from "./parts.ts";
import { FAILED, type Peer, type PeerEvents, reasonOf } from "./peer.ts";

/** What a connection may say before it was let in, in characters or bytes. */
const MOST_EARLY = 1_048_576;
/** Actions of one connection that may be under way. */
const MOST_ACTIONS = 10_000;

export interface ConnectionParts {
  readonly gateway: Pick<Gateway, "connect">;
  readonly encoding: Promise<Encoding>;
  readonly query: Promise<ActorQuery>;
  readonly caller: () => Caller;
  readonly limits: MessageLimits;
  readonly limiter: Limiter;
  readonly frames: EventFrames;
  readonly peer: Peer;
}

type Phase =
  /** What it speaks is not loaded yet. */
  | { readonly at: "loading"; readonly said: Frame[] }
  | { readonly at: "talking"; encoding: Encoding; readonly connection: Connection }
  | { readonly at: "over" };

/** A client's connection to an actor, in RivetKit's protocol. */
export function openConnection(parts: ConnectionParts): PeerEvents {
  const { gateway, caller, limits, limiter, frames, peer } = parts;
  let phase: Phase = { at: "loading", said: [] };
  let isIn = false;
  let early = 0;
  let underWay = 0;
  const listened = new Set<string>();

  const end = (reason: string): void => {
    const { connection } = phase.at === "talking" ? phase : { connection: null };
    phase = { at: "over" };
    connection?.close(reason);
  };

  /** Hangs up. Why is said in a message, which older clients look at, and in the reason, at which newer ones do. */
  const hangUp = (error: unknown, told: Encoding | null): void => {
    const data = toErrorData(error);
    if (told !== null) peer.send(encode(told, { t: "error", error: data, actionId: null }));
    end(data.message);
    peer.close(FAILED, reasonOf(`${data.group}.${data.code}`));
  };

  const send = (frame: Frame): void => {
    if (peer.buffered() <= SERVER_LIMITS.backlog) return peer.send(frame);
    hangUp(actorError("sync/slow_consumer", "The client reads too slowly."), null);
  };

  const answer = (id: number, message: ToClient): void => {
    if (phase.at !== "talking") return;
    const frame = encode(phase.encoding, message);
    if (frame.length <= limits.outgoing) return send(frame);
    const error = actorError("message/outgoing_too_long", `A message has at most ${limits.outgoing} bytes.`);
    send(encode(phase.encoding, { t: "error", error: toErrorData(error), actionId: id }));
  };
  const fail = (id: number, error: unknown): void => answer(id, { t: "error", error: toErrorData(error), actionId: id });

  const act = (connection: Connection, id: number, name: string, args: readonly unknown[]): void => {
    if (underWay >= MOST_ACTIONS) return fail(id, actorError("limit/too_many", `${MOST_ACTIONS} actions of this connection are under way.`));
    underWay++;
    connection.action(name, args, (outcome) => {
      underWay--;
      if (outcome.how === "returned") answer(id, { t: "result", id, output: outcome.output });
      else fail(id, outcome.error);
    });
  };

  const listen = (connection: Connection, event: string, on: boolean): void => {
    if (event.length > LIMITS.name) throw actorError("limit/name_too_long", `The name of an event has at most ${LIMITS.name} characters.`);
    if (on) listened.add(event);
    else listened.delete(event);
    if (listened.size > LIMITS.events) throw actorError("limit/too_many", `A connection listens for at most ${LIMITS.events} events.`);
    connection.listen(event, on);
  };

  const take = (talking: Extract<Phase, { at: "talking" }>, frame: Frame): void => {
    const { encoding, connection } = talking;
    // One that is too long is read all the same, within reason, so that its action fails and no other.
    if (frame.length > limits.incoming * 4) throw tooLong(limits.incoming);
    const message = encoding.toServer.decode(frame);
    if (encoding.isCompat(frame)) talking.encoding = encoding.compat;
    const refused = limiter(1);
    if (message.t === "listen") {
      // It has no id by which it could be refused.
      if (refused !== null) throw refused;
      return listen(connection, message.event, message.on);
    }
    if (refused !== null) return fail(message.id, refused);
    if (frame.length > limits.incoming) return fail(message.id, tooLong(limits.incoming));
    act(connection, message.id, message.name, message.args);
  };

  const hear = (frame: Frame): void => {
    switch (phase.at) {
      case "over":
        return;
      case "loading":
        phase.said.push(frame);
        return;
      case "talking":
        try {
          return take(phase, frame);
        } catch (error) {
          return hangUp(error, phase.encoding);
        }
    }
  };

  const told = (encoding: Encoding): Parameters<Gateway["connect"]>[2] => ({
    opened({ actorId, connectionId }) {
      isIn = true;
      send(encode(encoding, { t: "init", actorId, connectionId }));
    },
    event(name, args) {
      if (phase.at !== "talking") return;
      try {
        const frame = frames(phase.encoding, name, args);
        if (frame.length > limits.outgoing) throw actorError("message/outgoing_too_long", `An event has at most ${limits.outgoing} bytes.`);
        send(frame);
      } catch (error) {
        hangUp(error, phase.encoding);
      }
    },
    closed(reason, error) {
      if (phase.at === "over") return;
      phase = { at: "over" };
      if (error === undefined) peer.close(1000, reasonOf(reason));
      else hangUp(error, encoding);
    },
  });

  const begin = async (): Promise<void> => {
    let encoding: Encoding | null = null;
    try {
      encoding = await parts.encoding;
      const query = await parts.query;
      if (phase.at !== "loading") return;
      const { said } = phase;
      const events = told(encoding);
      phase = { at: "talking", encoding, connection: gateway.connect(query, caller(), events) };
      said.forEach(hear);
    } catch (error) {
      hangUp(error, encoding);
    }
  };
  void begin();

  return {
    message(frame) {
      if (isIn || (early += frame.length) <= MOST_EARLY) return hear(frame);
      hangUp(actorError("limit/too_many", "Too much was said before the connection was let in."), null);
    },
    closed: (_code, reason) => end(reason),
  };
}

/** Where a value cannot be sent, the error that says so takes its place. */
function encode({ toClient }: Encoding, message: ToClient): Frame {
  try {
    return toClient.encode(message);
  } catch (error) {
    const actionId = message.t === "result" ? message.id : message.t === "error" ? message.actionId : null;
    return toClient.encode({ t: "error", error: toErrorData(error), actionId });
  }
}
