import { type Caller, INSPECTOR_PATH, isError, toErrorData } from "@rivulet/runtime/host";
import { encodingOf } from "./action.ts";
import { openConnection } from "./connection.ts";
import { makeEventFrames } from "./event-frames.ts";
import { offerOf } from "./headers.ts";
import { openInspectorSocket } from "./inspector-socket.ts";
import { readEncodedParams } from "./params.ts";
import type { SurfaceParts } from "./parts.ts";
import { FAILED, type Opening, type Peer, type PeerEvents, reasonOf } from "./peer.ts";
import { queryOf } from "./query.ts";
import { openRawSocket } from "./raw-socket.ts";
import { below, type Errand, errandOf, placeOf } from "./target.ts";

/** Decides what becomes of a request to open a WebSocket; `null` where nobody here speaks over one. `connection`: what it came over. */
export function makeOpenings({ gateway, limits, newLimiter, basePath, inspector }: SurfaceParts): (request: Request, connection?: object) => Opening | null {
  const frames = makeEventFrames();

  return (request, connection) => {
    const offer = offerOf(request.headers.get("sec-websocket-protocol"));
    const { protocol } = offer;
    const { path, query } = placeOf(request.url);
    const inner = below(basePath, path);
    if (inner === INSPECTOR_PATH && inspector !== null) return openInspectorSocket(inspector, newLimiter, request, connection);
    let errand: Errand | null;
    try {
      errand = errandOf({ path: inner, query }, offer.actor);
    } catch (error) {
      // Said on the open WebSocket: how an opening was refused, a page could not see.
      return isError(error, "route/not_found") ? null : { protocol, start: failing(error) };
    }
    if (errand === null) return null;
    const { target, wish } = errand;
    const params = (): unknown => (offer.params === null ? undefined : readEncodedParams(offer.params));
    const asked = async () => queryOf(target);
    switch (wish.on) {
      case "connect": {
        const caller = (): Caller => ({ params: params(), request });
        const start = (peer: Peer): PeerEvents => {
          const encoding = encodingOf(offer.encoding, target);
          return openConnection({ gateway, encoding, query: asked(), caller, limits, limiter: newLimiter(), frames, peer });
        };
        return { protocol, start };
      }
      case "websocket": {
        const caller = (): Caller => ({ params: params(), request: new Request(wish.url, { headers: request.headers }) });
        return { protocol, start: (peer) => openRawSocket({ gateway, query: asked(), caller, peer }) };
      }
      case "action":
      case "request":
      case "health":
      case "metadata":
        return null;
    }
  };
}

/** Closes a WebSocket as soon as it is open. */
function failing(error: unknown): (peer: Peer) => PeerEvents {
  return (peer) => {
    const { group, code } = toErrorData(error);
    peer.close(FAILED, reasonOf(`${group}.${code}`));
    return { message() {}, closed() {} };
  };
}
