import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { build } from "esbuild";
import { inDist } from "./places.ts";
import { peerFile } from "./peers.ts";
import { fileURLToPath } from "node:url";

export interface Site {
  readonly url: string;
  close(): void;
}

/** Serves the page of that kind, as an app would: one script, and before it what the page needs of a peer. */
export async function openSite(kind: string): Promise<Site> {
  const files = new Map([["/page.js", readFileSync(inDist(`pages/${kind}.js`), "utf8")]]);
  if (kind === "replicache") files.set("/peer.js", await bundlePeer());
  const scripts = [...files.keys()].sort().reverse().map((file) => `<script src="${file}"></script>`);
  const server = createServer(({ url = "/" }, response) => {
    const { pathname } = new URL(url, "http://site");
    const script = files.get(pathname);
    if (script === undefined && pathname !== "/") return response.writeHead(404).end();
    response.setHeader("content-type", script === undefined ? "text/html" : "text/javascript");
    response.end(script ?? `<!doctype html><title>${kind}</title>${scripts.join("")}`);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("There is no address.");
  return {
    url: `http://127.0.0.1:${address.port}`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function bundlePeer(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(peerFile("replicache/out/replicache.js"))],
    bundle: true,
    write: false,
    format: "iife",
    globalName: "replicache",
    platform: "browser",
    define: { "process.env.NODE_ENV": '"production"' },
    banner: { js: "globalThis.begun = performance.now();" },
    logLevel: "error",
  });
  return outputFiles[0]?.text ?? "";
}
