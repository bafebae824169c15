import type { ErrorData } from "../errors/actor-error.ts";
import { unreachable } from "../util/assert.ts";
import { BareReader, BareWriter, versionOf } from "./bare.ts";
import { readCbor } from "./cbor-read.ts";
import { writeCbor } from "./cbor-write.ts";
import { binary } from "./cbor-encoding.ts";
import type { Codec, Encoding } from "./codec.ts";
import { malformed } from "./malformed.ts";
import type { ToClient, ToServer } from "./messages.ts";

/** What is written, whatever the peer's version is: every client reads it. */
const WRITTEN = 2;
/** From this version on, values have tags inside their CBOR. */
const TAGGED = 4;

function codec<T>(write: (to: BareWriter, message: T) => void, read: (from: BareReader) => T): Codec<T> {
  return {
    encode(message) {
      const to = new BareWriter(WRITTEN);
      write(to, message);
      return to.end();
    },
    decode(frame) {
      const from = new BareReader(binary(frame));
      const message = read(from);
      from.end();
      return message;
    },
  };
}

/** A value in the version's way. */
const readValue = (from: BareReader): unknown => readCbor(from.data(), from.version >= TAGGED);

function readArgs(from: BareReader): readonly unknown[] {
  const args = readValue(from);
  if (Array.isArray(args)) return args;
  throw malformed("The arguments are no list.");
}

function readToServer(from: BareReader): ToServer {
  const kind = from.byte();
  if (kind === 0) return { t: "action", id: from.uint(), name: from.text(), args: readArgs(from) };
  if (kind === 1) return { t: "listen", event: from.text(), on: from.bool() };
  throw malformed("A client says nothing of that kind.");
}

function readToClient(from: BareReader): ToClient {
  const kind = from.byte();
  switch (kind) {
    case 0: {
      const message: ToClient = { t: "init", actorId: from.text(), connectionId: from.text() };
      if (from.version === 1) from.text();
      return message;
    }
    case 1: {
      const error = readError(from);
      const actionId = from.optional(() => from.uint());
      if (from.version >= TAGGED) skipActor(from);
      return { t: "error", error, actionId };
    }
    case 2:
      return { t: "result", id: from.uint(), output: readValue(from) };
    case 3:
      return { t: "event", name: from.text(), args: readArgs(from) };
    default:
      throw malformed("A server says nothing of that kind.");
  }
}

function readError(from: BareReader): ErrorData {
  const [group, code, message] = [from.text(), from.text(), from.text()];
  const metadata = from.optional(() => readValue(from)) ?? undefined;
  return metadata === undefined ? { group, code, message } : { group, code, message, metadata };
}

/** Which actor an error is of: nobody asks. */
function skipActor(from: BareReader): void {
  from.optional(() => [from.text(), from.uint(), from.optional(() => from.text())]);
}

function make(compat: boolean): Omit<Encoding, "compat"> {
  const toValue = (value: unknown) => writeCbor(value, compat);
  const writeError = (to: BareWriter, { group, code, message, metadata }: ErrorData) => {
    to.text(group).text(code).text(message);
    to.optional(metadata === undefined ? null : toValue(metadata), (value) => to.data(value));
  };
  const writeToServer = (to: BareWriter, message: ToServer) => {
    switch (message.t) {
      case "action":
        return to.byte(0).uint(message.id).text(message.name).data(toValue(message.args));
      case "listen":
        return to.byte(1).text(message.event).bool(message.on);
      default:
        return unreachable(message, "a message to the server");
    }
  };
  const writeToClient = (to: BareWriter, message: ToClient) => {
    switch (message.t) {
      case "init":
        return to.byte(0).text(message.actorId).text(message.connectionId);
      case "error":
        writeError(to.byte(1), message.error);
        return to.optional(message.actionId, (id) => to.uint(id));
      case "result":
        return to.byte(2).uint(message.id).data(toValue(message.output));
      case "event":
        return to.byte(3).text(message.name).data(toValue(message.args));
      default:
        return unreachable(message, "a message to the client");
    }
  };
  return {
    name: "bare",
    contentType: "application/octet-stream",
    toServer: codec(writeToServer, readToServer),
    toClient: codec(writeToClient, readToClient),
    request: codec((to, args) => to.data(toValue(args)), readArgs),
    response: codec((to, output) => to.data(toValue(output)), readValue),
    error: codec(writeError, (from) => {
      const error = readError(from);
      if (from.version >= TAGGED) skipActor(from);
      return error;
    }),
    isCompat: (frame) => versionOf(binary(frame)) >= TAGGED,
  };
}

const forCompat: Encoding = {
  ...make(true),
  get compat() {
    return forCompat;
  },
};

export const bare: Encoding = { ...make(false), compat: forCompat };
