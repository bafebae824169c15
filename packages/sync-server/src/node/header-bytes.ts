import type { ServerResponse } from "node:http";

// Whatever is no ASCII.
const NOT_ASCII = /[^\0-\x7f]/;

/**
 * Makes Node send header values as the web means them: each character, up to U+00FF, as one byte. By itself it writes a head
 * as UTF-8 where it goes out alone or together with a text.
 */
export function sendHeadersAsBytes(response: ServerResponse): void {
  const { writeHead } = response;
  const asBytes = (...head: unknown[]): ServerResponse => {
    Reflect.apply(writeHead, response, head);
    // Without a body Node does it right.
    const hasBody = response.req.method !== "HEAD" && ![204, 304].includes(response.statusCode);
    if (hasBody && hasOther(head.at(-1))) response.write("", "latin1");
    return response;
  };
  response.writeHead = asBytes;
}

function hasOther(headers: unknown): boolean {
  if (typeof headers !== "object" || headers === null) return false;
  return Object.values(headers).some((value) => NOT_ASCII.test(String(value)));
}
