import { actorError, INSPECTOR_LIMITS, INSPECTOR_SUBPROTOCOL, type Limiter, messageIn, serveInspector, toErrorData } from "@rivulet/runtime/host";
import type { InspectorParts } from "./inspector.ts";
import { type Opening, type Peer, type PeerEvents, reasonOf } from "./peer.ts";

/** WebSocket close codes. */
const NORMAL = 1000;
const POLICY = 1008;

/** How an inspector's WebSocket is opened; `null` where it does not offer the inspector's protocol. */
export function openInspectorSocket({ inspected, gate }: InspectorParts, newLimiter: () => Limiter, request: Request, connection: object | undefined): Opening | null {
  const offered = (request.headers.get("sec-websocket-protocol") ?? "").split(",").map((name) => name.trim());
  if (!offered.includes(INSPECTOR_SUBPROTOCOL)) return null;
  const mayEnter = (): void => gate(request, connection);
  return { protocol: INSPECTOR_SUBPROTOCOL, start: (peer) => converse(inspected, mayEnter, newLimiter(), peer) };
}

function converse(inspected: InspectorParts["inspected"], mayEnter: () => void, limiter: Limiter, peer: Peer): PeerEvents {
  let reason = "";
  const session = serveInspector(
    inspected,
    {
      send(message) {
        if (message.t === "refused") reason = `${message.error.group}.${message.error.code}`;
        if (peer.buffered() > INSPECTOR_LIMITS.backlog) return hangUp("sync.slow_consumer");
        peer.send(JSON.stringify(message));
      },
      end: () => peer.close(reason === "" ? NORMAL : POLICY, reasonOf(reason)),
    },
    mayEnter,
  );
  const hangUp = (why: string): void => {
    session.close();
    peer.close(POLICY, reasonOf(why));
  };
  /** Why is said in a message as well: how an opening was refused, a page could not see. */
  const refuse = (error: unknown): void => {
    const data = toErrorData(error);
    peer.send(JSON.stringify({ t: "refused", error: data }));
    hangUp(`${data.group}.${data.code}`);
  };
  try {
    mayEnter();
  } catch (error) {
    refuse(error);
  }
  return {
    message(data) {
      const refused = limiter(1);
      if (refused !== null) return refuse(refused);
      if (data.length > INSPECTOR_LIMITS.message) return refuse(actorError("protocol/too_large", `A message of an inspector has at most ${INSPECTOR_LIMITS.message} characters.`));
      session.hear(typeof data === "string" ? messageIn(data) : undefined);
    },
    closed: session.close,
  };
}
