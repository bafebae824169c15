import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";

const TYPES: Readonly<Record<string, string>> = { ".html": "text/html", ".js": "text/javascript" };

/**
 * Serves a page of the tests, built into a folder, and is always there: what goes offline in a test is the sync server alone, so that a page can
 * be loaded again without a service worker.
 */
export interface Site {
  readonly url: string;
  /** Serves another folder from now on, at the same address: a deploy. */
  become(folder: string): void;
  close(): Promise<void>;
}

function filesOf(folder: string): ReadonlyMap<string, Buffer> {
  return new Map(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => {
        const path = join(entry.parentPath, entry.name);
        return [path.slice(folder.length), readFileSync(path)] as const;
      }),
  );
}

export async function openSite(folder: string): Promise<Site> {
  let files = filesOf(folder);
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://site");
    const path = pathname === "/" ? "/index.html" : pathname;
    const content = path === "/elsewhere" ? "<title>Elsewhere</title>" : files.get(path);
    if (content === undefined) return response.writeHead(404).end();
    response.setHeader("content-type", TYPES[extname(path)] ?? "text/html");
    response.setHeader("access-control-allow-origin", "*");
    // A page without an origin is refused everything that would be kept: the browser's own refusal, not a mock of it.
    if (searchParams.has("sandboxed")) response.setHeader("content-security-policy", "sandbox allow-scripts");
    response.end(content);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    become(other) {
      files = filesOf(other);
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
