import { actorError, type ActorError, type Frame } from "@rivulet/runtime/host";

/**
 * Reads a body of at most `limit` bytes, as a text or as bytes. A longer one is refused with `message/incoming_too_long`:
 * unread where it says how long it is, else as soon as it is too long.
 */
export async function readBody(request: Request, limit: number, isText: boolean): Promise<Frame> {
  const announced = request.headers.get("content-length");
  // What says how long it is comes from a server's parser, which holds it to that.
  if (announced === null) return readBounded(request, limit);
  if (!(Number(announced) <= limit)) throw tooLong(limit);
  return isText ? request.text() : new Uint8Array(await request.arrayBuffer());
}

async function readBounded({ body }: Request, limit: number): Promise<Uint8Array> {
  if (body === null) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    if ((length += value.length) > limit) {
      await reader.cancel();
      throw tooLong(limit);
    }
    chunks.push(value);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

export function tooLong(limit: number): ActorError {
  return actorError("message/incoming_too_long", `A message has at most ${limit} bytes.`);
}
