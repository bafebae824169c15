import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { InspectorAccess } from "../gateway/inspector-gate.ts";
import { below, placeOf } from "../gateway/target.ts";
import type { WebHandler } from "./app.ts";

/** Where the page is, below the base path and at the root. */
export const DEVTOOLS_PATH = "/devtools/";

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="robots" content="noindex" />
    <title>Rivulet devtools</title>
    <link rel="icon" href="data:," />
    <style>
      body { margin: 0; }
      #root { height: 100vh; height: 100dvh; }
    </style>
  </head>
  <body>
    <div id="root"></div>
    <noscript>The devtools need JavaScript.</noscript>
    <script type="module" src="page.js"></script>
  </body>
</html>
`;

const SCRIPT = `import { mount } from "./panel.js";
mount(document.getElementById("root"), { server: { url: new URL("..", location.href).href.replace(/\\/$/, ""), token: null }, ownsPage: true });
`;

/** Nothing runs in the page but what comes from this server, whatever an actor's state has in it. */
const HEADERS = {
  "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "cache-control": "no-cache",
};

/** The panel's file; `null` where it is not built, as it may be for those who work on this package. */
export function panelFile(): string | null {
  try {
    return createRequire(import.meta.url).resolve("@rivulet/runtime/panel.js");
  } catch {
    return null;
  }
}

/** Why there is no page, and what is answered in its place. */
export interface NoDevtools {
  readonly status: 403 | 404;
  readonly text: string;
}

/** Whether a server has the page: with which panel, or why not. */
export function devtoolsFor(access: InspectorAccess | null, panel: string | null): { readonly panel: string } | NoDevtools {
  if (access === null) return { status: 404, text: "This server has no devtools: RIVET_INSPECTOR_DISABLE is 1, or its program says inspector: { enabled: false }." };
  if (access.by === "nobody") {
    const how = "To look into it, start it with RIVET_INSPECTOR_TOKEN set to a secret, or with inspector: { token: () => secret } in setup() or serve(); in development (rivulet dev, or NODE_ENV=development) it takes no token on its own machine.";
    return { status: 403, text: `Nobody may look into this server.\n\n${how}` };
  }
  return panel === null ? { status: 404, text: "The devtools' panel is not built: run `pnpm run build`." } : { panel };
}

/** Says at the page's paths why it is not there, whatever else a server has for a path that it does not know. */
export function withoutDevtools(handler: WebHandler, basePath: string, { status, text }: NoDevtools): WebHandler {
  return (request, connection) => {
    const inner = below(basePath, placeOf(request.url).path);
    if (inner !== DEVTOOLS_PATH.slice(0, -1) && !inner.startsWith(DEVTOOLS_PATH)) return handler(request, connection);
    return new Response(`${text}\n`, { status, headers: { ...HEADERS, "content-type": "text/plain; charset=utf-8" } });
  };
}

/** Serves the page with a panel around everything else. It holds no secret: what it shows, it asks the inspector for. */
export function withDevtools(handler: WebHandler, basePath: string, panel: string): WebHandler {
  return (request, connection) => {
    const { path } = placeOf(request.url);
    const inner = below(basePath, path);
    if (request.method !== "GET" && request.method !== "HEAD") return handler(request, connection);
    // Relative addresses go by the last slash.
    if (inner === DEVTOOLS_PATH.slice(0, -1)) return new Response(null, { status: 308, headers: { ...HEADERS, location: `${path.slice(path.lastIndexOf("/") + 1)}/` } });
    switch (inner) {
      case DEVTOOLS_PATH:
        return answer(PAGE, "text/html");
      case `${DEVTOOLS_PATH}page.js`:
        return answer(SCRIPT, "text/javascript");
      case `${DEVTOOLS_PATH}panel.js`:
        return readFile(panel, "utf8").then((text) => answer(text, "text/javascript"));
      default:
        return handler(request, connection);
    }
  };
}

function answer(text: string, type: string): Response {
  return new Response(text, { headers: { ...HEADERS, "content-type": `${type}; charset=utf-8` } });
}
