import { ActorError, actorError, fromErrorData } from "../errors/actor-error.ts";
import { MalformedResponseMessage } from "../errors/client-errors.ts";
import type { ActionOutcome, Connection, ConnectionEvents } from "../ports/gateway.ts";
import { unreachable } from "../util/assert.ts";
import type { Encoding, Frame } from "../wire/encoding.ts";
import type { ToClient, ToServer } from "../wire/messages.ts";

interface Opening {
  readonly encoding: Encoding;
  readonly socket: WebSocket;
}

/** RivetKit's conversation on one WebSocket, from its opening to its end. */
export function openConnection(opening: (signal: globalThis.AbortSignal) => Promise<Opening>, events: ConnectionEvents): Connection {
  const given = new AbortController();
  const asked = new Map<number, (outcome: ActionOutcome) => void>();
  let open: Opening | null = null;
  let lastId = 0;
  let isIn = false;
  let isOver = false;

  const end = (reason: string, error?: unknown): void => {
    if (isOver) return;
    isOver = true;
    given.abort();
    open?.socket.close(1000, reason.slice(0, 30));
    events.closed(reason, error);
  };

  const send = ({ encoding, socket }: Opening, message: ToServer): void => {
    const frame: unknown = encoding.toServer.encode(message);
    // A text, or bytes that nobody shares.
    socket.send(frame as string | BufferSource);
  };

  const hear = (message: ToClient): void => {
    switch (message.t) {
      case "init":
        isIn = true;
        return events.opened(message);
      case "event":
        return events.event(message.name, message.args);
      case "result":
        return answer(message.id, { how: "returned", output: message.output });
      case "error": {
        const error = fromErrorData(message.error);
        return message.actionId === null ? end(error.code, error) : answer(message.actionId, { how: "threw", error });
      }
      default:
        return unreachable(message, "a message of the server");
    }
  };

  const answer = (id: number, outcome: ActionOutcome): void => {
    asked.get(id)?.(outcome);
    asked.delete(id);
  };

  const start = (own: Opening): void => {
    const { socket, encoding } = own;
    if (isOver) return socket.close();
    open = own;
    socket.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (isOver) return;
      let message: ToClient;
      try {
        message = encoding.toClient.decode(frameOf(data));
      } catch (error) {
        return end("malformed", new MalformedResponseMessage(`The server sent what cannot be read: ${String(error)}`));
      }
      hear(message);
    };
    socket.onclose = ({ code, reason }) => end(reason, reasonOf(code, reason, isIn));
    socket.onerror = () => {}; // a close follows
  };

  opening(given.signal).then(start, (error: unknown) => end("failed", error));

  return {
    action(name, args, done) {
      if (open === null || isOver) return;
      const id = ++lastId;
      asked.set(id, done);
      try {
        send(open, { t: "action", id, name, args });
      } catch (error) {
        asked.delete(id);
        done({ how: "threw", error });
      }
    },
    listen(event, on) {
      if (open !== null && !isOver) send(open, { t: "listen", event, on });
    },
    close(reason = "") {
      isOver = true;
      given.abort();
      open?.socket.close(1000, reason);
    },
  };
}

function frameOf(data: unknown): Frame {
  return typeof data === "string" ? data : new Uint8Array(data as ArrayBuffer); // as `binaryType` says
}

/** Why a socket closed, where its reason is the name of an error; servers say it in this way where they have no frame for it. */
function reasonOf(code: number, reason: string, wasIn: boolean): ActorError | undefined {
  const [, group, name] = /^([a-z_]+)[./]([a-z_]+)(#.*)?$/.exec(reason) ?? [];
  if (group !== undefined && name !== undefined) return new ActorError(group, name, `The server closed the connection: ${reason}.`);
  if (wasIn) return undefined;
  return actorError("client/offline", `No connection came about (${code}${reason === "" ? "" : `: ${reason}`}).`);
}
