import { serveStatic } from "@hono/node-server/serve-static";
import { Hono, type MiddlewareHandler } from "hono";
import type { Surface } from "../gateway/surface.ts";

/** Answers a request; `connection` stands for what it came over. */
export type WebHandler = (request: Request, connection?: object) => Response | Promise<Response>;

/** The surface with the files of a folder around it, and `index.html` for paths that name no file. */
export function withFiles({ refusal, errand, routes }: Surface, basePath: string, folder: string): WebHandler {
  const app = new Hono();
  const page = serveStatic({ root: folder, path: "index.html" });
  if (basePath !== "/") app.route(basePath, routes);
  // Before what the surface says at the root.
  app.get("/", kept, page);
  app.route("/", routes);
  app.use("*", kept);
  app.use("*", serveStatic({ root: folder }));
  // The app's own paths are pages; a missing script is missing.
  app.get("*", (c, next) => (c.req.header("accept")?.includes("text/html") === true ? page(c, next) : next()));
  return (request, connection) => refusal(request, connection) ?? errand(request, connection) ?? app.fetch(request);
}

/** A new build must be seen at the next load; what its names say is fixed may be kept. */
const kept: MiddlewareHandler = async (c, next) => {
  await next();
  // Not what is missing there today, nor the page in its stead.
  const isPage = c.res.headers.get("content-type")?.includes("text/html") === true;
  const isFixed = c.req.path.startsWith("/assets/") && c.res.ok && !isPage;
  c.header("cache-control", isFixed ? "public, max-age=31536000, immutable" : "no-cache");
};
