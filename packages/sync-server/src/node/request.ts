import type { IncomingMessage } from "node:http";

/** The opening of a WebSocket as a request of the web; `null` where it is none that could be. */
export function toRequest({ url = "/", rawHeaders, headers: { host = "localhost" } }: IncomingMessage): Request | null {
  if (!url.startsWith("/")) return null;
  const headers = new Headers();
  try {
    for (let i = 0; i + 1 < rawHeaders.length; i += 2) headers.append(rawHeaders[i] ?? "", rawHeaders[i + 1] ?? "");
    return new Request(`http://${host}${url}`, { headers });
  } catch {
    return null;
  }
}
