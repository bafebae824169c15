import type { ErrorData } from "../errors/actor-error.ts";
import { unreachable } from "../util/assert.ts";
import { isPlainObject } from "../value/kind.ts";
import type { Encoding, Frame } from "./codec.ts";
import { malformed } from "./malformed.ts";
import type { ToClient, ToServer } from "./messages.ts";

/** How whole values become frames, and what this makes of the encoding. */
export interface PlainFormat extends Pick<Encoding, "name" | "contentType" | "isCompat"> {
  /** What stands for an output where there is none. */
  readonly noOutput: null | undefined;
  write(value: unknown): Frame;
  read(frame: Frame): unknown;
}

/** The messages as plain objects, which “json” and “cbor” have in common. Ids are bigints there: RivetKit insists. */
export function plainEncoding({ write, read, noOutput, ...about }: PlainFormat): Omit<Encoding, "compat"> {
  const withOutput = (message: ToClient): ToClient =>
    message.t === "result" && message.output === undefined ? { ...message, output: noOutput } : message;
  return {
    ...about,
    toServer: {
      encode: (message) => write(wrap(toServerForm(message))),
      decode: (frame) => readToServer(unwrap(read(frame))),
    },
    toClient: {
      encode: (message) => write(wrap(toClientForm(withOutput(message)))),
      decode: (frame) => readToClient(unwrap(read(frame))),
    },
    request: { encode: (args) => write({ args }), decode: (body) => list(object(read(body)), "args") },
    response: { encode: (output) => write({ output: output === undefined ? noOutput : output }), decode: (body) => object(read(body)).output },
    error: { encode: (error) => write(errorForm(error)), decode: (body) => readError(object(read(body))) },
  };
}

interface Tagged {
  readonly tag: string;
  readonly val: unknown;
}

type Fields = Readonly<Record<string, unknown>>;

const wrap = (body: Tagged) => ({ body });

function unwrap(message: unknown): { readonly tag: string; readonly val: Fields } {
  const body = object(object(message).body);
  return { tag: text(body, "tag"), val: object(body.val) };
}

function toServerForm(message: ToServer): Tagged {
  switch (message.t) {
    case "action":
      return { tag: "ActionRequest", val: { id: BigInt(message.id), name: message.name, args: message.args } };
    case "listen":
      return { tag: "SubscriptionRequest", val: { eventName: message.event, subscribe: message.on } };
    default:
      return unreachable(message, "a message to the server");
  }
}

function readToServer({ tag, val }: { readonly tag: string; readonly val: Fields }): ToServer {
  switch (tag) {
    case "ActionRequest":
      return { t: "action", id: id(val.id), name: text(val, "name"), args: list(val, "args") };
    case "SubscriptionRequest":
      if (typeof val.subscribe !== "boolean") throw malformed("The field subscribe is no boolean.");
      return { t: "listen", event: text(val, "eventName"), on: val.subscribe };
    default:
      throw malformed(`A client says nothing that is called ${tag.slice(0, 32)}.`);
  }
}

function toClientForm(message: ToClient): Tagged {
  switch (message.t) {
    case "init":
      return { tag: "Init", val: { actorId: message.actorId, connectionId: message.connectionId } };
    case "error":
      return { tag: "Error", val: { ...errorForm(message.error), actionId: message.actionId === null ? null : BigInt(message.actionId) } };
    case "result":
      return { tag: "ActionResponse", val: { id: BigInt(message.id), output: message.output } };
    case "event":
      return { tag: "Event", val: { name: message.name, args: message.args } };
    default:
      return unreachable(message, "a message to the client");
  }
}

function readToClient({ tag, val }: { readonly tag: string; readonly val: Fields }): ToClient {
  switch (tag) {
    case "Init":
      return { t: "init", actorId: text(val, "actorId"), connectionId: text(val, "connectionId") };
    case "Error": {
      const { actionId = null } = val;
      return { t: "error", error: readError(val), actionId: actionId === null ? null : id(actionId) };
    }
    case "ActionResponse":
      return { t: "result", id: id(val.id), output: val.output };
    case "Event":
      return { t: "event", name: text(val, "name"), args: list(val, "args") };
    default:
      throw malformed(`A server says nothing that is called ${tag.slice(0, 32)}.`);
  }
}

function errorForm({ group, code, message, metadata, partial }: ErrorData): ErrorData {
  return {
    group,
    code,
    message,
    ...(metadata !== undefined && { metadata }),
    ...(partial !== undefined && { partial }),
  };
}

function readError(fields: Fields): ErrorData {
  const { metadata, partial } = fields;
  return {
    group: text(fields, "group"),
    code: text(fields, "code"),
    message: text(fields, "message"),
    ...(metadata !== undefined && { metadata }),
    ...(partial === true && { partial }),
  };
}

function object(value: unknown): Fields {
  if (isPlainObject(value)) return value;
  throw malformed("A message is no object.");
}

function text(fields: Fields, name: string): string {
  const { [name]: value } = fields;
  if (typeof value === "string") return value;
  throw malformed(`The field ${name} is no text.`);
}

function list(fields: Fields, name: string): readonly unknown[] {
  const { [name]: value } = fields;
  if (Array.isArray(value)) return value;
  throw malformed(`The field ${name} is no list.`);
}

/** An id that JavaScript's numbers hold. Throws `protocol/malformed`. */
export function id(value: unknown): number {
  const number = typeof value === "bigint" ? Number(value) : value;
  if (typeof number === "number" && Number.isSafeInteger(number) && number >= 0) return number;
  throw malformed("An id is no count.");
}
