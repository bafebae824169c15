import {
  type ActorQuery,
  actorError,
  type Caller,
  type Encoding,
  type Gateway,
  isEncodingName,
  loadEncoding,
  type Target,
} from "@rivulet/runtime/host";
import { readBody } from "./body.ts";
import { corsHeaders } from "./cors.ts";
import { whole } from "./failure.ts";
import { HEADERS } from "./headers.ts";
import type { MessageLimits } from "./parts.ts";

/** Runs one action and answers with its output, in the encoding of its arguments. */
export async function answerAction(
  gateway: Pick<Gateway, "action">,
  limits: MessageLimits,
  request: Request,
  query: ActorQuery,
  name: string,
  caller: Caller,
): Promise<Response> {
  const named = request.headers.get(HEADERS.encoding) ?? "json";
  const encoding = await encodingOf(named, query);
  const body = await readBody(request, limits.incoming, encoding.name === "json");
  const args = encoding.request.decode(body);
  const output = await gateway.action(query, name, args, caller);
  const answer = (encoding.isCompat(body) ? encoding.compat : encoding).response.encode(output);
  if (answer.length > limits.outgoing) {
    throw actorError("message/outgoing_too_long", `A message has at most ${limits.outgoing} bytes. The action has run.`);
  }
  const headers = { "content-type": encoding.contentType, ...corsHeaders(request) };
  return new Response(whole(answer), { headers });
}

/**
 * An encoding by the name that a stranger gives it. Whoever names an actor by its key in the address is RivetKit 2.3, which
 * looks for tags inside of CBOR, and whose CBOR does not show it. Rejects with `encoding/invalid`.
 */
export async function encodingOf(name: string, { by }: Pick<Target, "by">): Promise<Encoding> {
  if (!isEncodingName(name)) throw actorError("encoding/invalid", "The encodings are json, cbor and bare.");
  const encoding = await loadEncoding(name);
  return by === "key" ? encoding.compat : encoding;
}
