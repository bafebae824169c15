import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
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
  const file = createRequire(import.meta.url).resolve("@rivulet/runtime/panel.js");
  return existsSync(file) ? file : null;
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
