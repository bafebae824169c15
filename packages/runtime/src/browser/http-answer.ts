import { ActorError, actorError, fromErrorData } from "../errors/actor-error.ts";
import { ManagerError, MalformedResponseMessage } from "../errors/client-errors.ts";
import { isPlainObject } from "../value/kind.ts";
import type { Encoding } from "../wire/encoding.ts";

/** How much of an answer that makes no sense is shown. */
const SHOWN = 200;

/** Asks by HTTP. Rejects with `client/offline` where nobody can be reached, with the reason of an abort as it is. */
export async function ask(fetch: typeof globalThis.fetch, url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (error) {
    if (init.signal?.aborted === true) throw init.signal.reason;
    const { origin } = new URL(url);
    throw actorError("client/offline", `${origin} could not be reached: ${String(error)}`);
  }
}

/** The body of an answer, or what the server says against the call. */
export async function bodyOf(response: Response, encoding: Encoding): Promise<Uint8Array> {
  const body = new Uint8Array(await response.arrayBuffer());
  if (response.ok) return body;
  throw errorIn(body, encoding) ?? strange(MalformedResponseMessage, response, body);
}

/** The JSON of an answer of the management API. */
export async function jsonOf(response: Response): Promise<Readonly<Record<string, unknown>>> {
  const body = new Uint8Array(await response.arrayBuffer());
  const json = readJson(body);
  const error = errorFrom(json);
  if (!response.ok) throw error ?? strange(ManagerError, response, body);
  if (!isPlainObject(json)) throw strange(ManagerError, response, body);
  return json;
}

/** Whatever the encoding of the call, errors may come as JSON. */
function errorIn(body: Uint8Array, encoding: Encoding): ActorError | null {
  const plain = errorFrom(readJson(body));
  if (plain !== null && encoding.name !== "json") return plain;
  try {
    return fromErrorData(encoding.error.decode(body));
  } catch {
    return plain;
  }
}

function errorFrom(json: unknown): ActorError | null {
  if (!isPlainObject(json)) return null;
  const { group, code, message, metadata } = json;
  if (typeof group !== "string" || typeof code !== "string" || typeof message !== "string") return null;
  return new ActorError(group, code, message, metadata);
}

function readJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return null;
  }
}

function strange(Kind: typeof MalformedResponseMessage, { status, statusText, url }: Response, body: Uint8Array): ActorError {
  const text = new TextDecoder().decode(body.subarray(0, SHOWN));
  return new Kind(`${url} answered ${status} ${statusText}: ${text}`, { status });
}
