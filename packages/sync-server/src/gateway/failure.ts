import { type ErrorData, json, statusOf, toErrorData } from "@rivulet/runtime/host";
import { corsHeaders } from "./cors.ts";

/** What a caller is told of an error: in JSON, whatever encoding was asked for, since every client looks for that first. */
export function failure(error: unknown, request: Request): Response {
  const data = toErrorData(error);
  const headers = { "content-type": json.contentType, ...retryAfter(data), ...corsHeaders(request) };
  return new Response(bodyOf(data), { status: statusOf(data.group, data.code), headers });
}

/** In whole seconds, as HTTP has it. */
function retryAfter({ group, code, metadata }: ErrorData): { readonly "retry-after"?: string } {
  if (group !== "limit" || code !== "rate" || typeof metadata !== "object" || metadata === null || !("retryAfter" in metadata)) return {};
  return { "retry-after": String(Math.ceil(Number(metadata.retryAfter) / 1_000)) };
}

function bodyOf(data: ErrorData): string | Uint8Array<ArrayBuffer> {
  try {
    return whole(json.error.encode(data));
  } catch {
    // The metadata is something that cannot be sent.
    return whole(json.error.encode({ group: data.group, code: data.code, message: data.message }));
  }
}

/** A frame as the body of a response. */
export function whole(frame: string | Uint8Array): string | Uint8Array<ArrayBuffer> {
  // No encoder writes into shared memory, which is all that the types of the web's bodies exclude.
  return frame as string | Uint8Array<ArrayBuffer>;
}
