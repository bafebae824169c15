import { actorError, type ActorQuery, type Caller, type Gateway, type RawSocket, SERVER_LIMITS, toErrorData } from "@rivulet/runtime/host";
import { codeOf, FAILED, type Peer, type PeerEvents, reasonOf } from "./peer.ts";

/** What may be said before the actor's end is there, in characters or bytes. */
const MOST_EARLY = 1_048_576;

export interface RawSocketParts {
  readonly gateway: Pick<Gateway, "webSocket">;
  readonly query: Promise<ActorQuery>;
  readonly caller: () => Caller;
  readonly peer: Peer;
}

type Phase =
  | { readonly at: "joining"; readonly said: (string | Uint8Array)[] }
  | { readonly at: "open"; readonly actor: RawSocket }
  | { readonly at: "over"; readonly code: number; readonly reason: string };

/** A WebSocket of somebody's own protocol to an actor: what one end says, the other hears. */
export function openRawSocket({ gateway, query, caller, peer }: RawSocketParts): PeerEvents {
  let phase: Phase = { at: "joining", said: [] };
  let early = 0;

  /** Ends it; the actor hears how, where it is still there to hear. */
  const end = (code: number, reason: string): void => {
    const before = phase;
    phase = { at: "over", code, reason };
    if (before.at === "open") before.actor.close(code, reason);
  };
  const hangUp = (error: unknown): void => {
    if (phase.at === "over") return;
    const { group, code } = toErrorData(error);
    const reason = reasonOf(`${group}.${code}`);
    end(FAILED, reason);
    peer.close(FAILED, reason);
  };

  const client: RawSocket = {
    message(data) {
      if (phase.at === "over") return;
      if (peer.buffered() <= SERVER_LIMITS.backlog) peer.send(data);
      else hangUp(actorError("sync/slow_consumer", "The client reads too slowly."));
    },
    close(code, reason) {
      if (phase.at === "over") return;
      phase = { at: "over", code, reason };
      peer.close(codeOf(code), reasonOf(reason));
    },
  };

  const begin = async (): Promise<void> => {
    const actor = await gateway.webSocket(await query, caller(), client);
    // Whoever has gone meanwhile is gone for the actor, too.
    if (phase.at === "over") return actor.close(phase.code, phase.reason);
    if (phase.at !== "joining") return;
    const { said } = phase;
    phase = { at: "open", actor };
    for (const data of said) actor.message(data);
  };
  begin().catch(hangUp);

  return {
    message(data) {
      switch (phase.at) {
        case "over":
          return;
        case "open":
          return phase.actor.message(data);
        case "joining":
          if ((early += data.length) > MOST_EARLY) return hangUp(actorError("limit/too_many", "Too much was said before the connection was let in."));
          phase.said.push(data);
      }
    },
    closed(code, reason) {
      if (phase.at !== "over") end(code, reason);
    },
  };
}
