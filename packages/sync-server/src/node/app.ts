import type { HttpBindings } from "@hono/node-server";
import { serveStatic } from "@hono/node-server/serve-static";
import { Hono } from "hono";

export interface AppOptions {
  /** The actors' names, for `/metadata`. */
  readonly actorNames: readonly string[];
  readonly version: string;
  /** A folder of files to serve, with `index.html` for paths that name no file. */
  readonly staticDir: string | null;
}

/** The HTTP surface: health and metadata as RivetKit has them, at the root and under `/api/rivet`, and the app's files. */
export function makeApp({ actorNames, version, staticDir }: AppOptions): Hono<{ Bindings: HttpBindings }> {
  const app = new Hono<{ Bindings: HttpBindings }>();
  const rivet = new Hono();
  rivet.get("/health", (c) => c.json({ status: "ok", runtime: "rivulet", version }));
  rivet.get("/metadata", (c) =>
    c.json({
      runtime: "rivulet",
      version,
      actorNames: Object.fromEntries(actorNames.map((name) => [name, { metadata: {} }])),
    }),
  );
  app.route("/api/rivet", rivet);
  app.route("/", rivet);
  if (staticDir === null) app.get("/", (c) => c.text("Rivulet is running."));
  else {
    const page = serveStatic({ root: staticDir, path: "index.html" });
    // A new build must be seen at the next load; what its names say is fixed may be kept.
    app.use("*", async (c, next) => {
      await next();
      // Not what is missing there today, nor the page in its stead.
      const isPage = c.res.headers.get("content-type")?.includes("text/html") === true;
      const isFixed = c.req.path.startsWith("/assets/") && c.res.ok && !isPage;
      c.header("cache-control", isFixed ? "public, max-age=31536000, immutable" : "no-cache");
    });
    app.use("*", serveStatic({ root: staticDir }));
    // The app's own paths are pages; a missing script is missing.
    app.get("*", (c, next) => (c.req.header("accept")?.includes("text/html") === true ? page(c, next) : next()));
  }
  return app;
}
