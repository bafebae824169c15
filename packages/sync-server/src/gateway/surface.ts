import { actorError, type Limiter } from "@rivulet/runtime/host";
import { Hono } from "hono";
import { addAboutRoutes } from "./about-routes.ts";
import { addActorRoutes } from "./actors.ts";
import { preflight } from "./cors.ts";
import { run } from "./errands.ts";
import { failure } from "./failure.ts";
import { directActor } from "./headers.ts";
import { makeInspectorRoutes } from "./inspector.ts";
import { makeOpenings } from "./opening.ts";
import type { SurfaceParts } from "./parts.ts";
import type { Opening } from "./peer.ts";
import { below, errandOf, placeOf } from "./target.ts";

/** All of RivetKit's HTTP and WebSocket surface, in the web's own terms. */
export interface Surface {
  /**
   * Answers every request: with `route/not_found` where nothing is. Never rejects. `connection`: any object that stands
   * for the connection it came over, where that is known; each has its own rate.
   */
  fetch(request: Request, connection?: object): Promise<Response>;
  /** What is said to who asks for too much; `null` where it may go on. */
  refusal(request: Request, connection: object | undefined): Response | null;
  /** Answers what is for an actor, or of an inspector; `null` where nothing is. */
  errand(request: Request, connection?: object): Promise<Response> | null;
  /** Everything else: what finds, makes and describes actors, to be mounted where it is served. */
  readonly routes: Hono;
  /** How to open the WebSocket that a request asks for; `null` where there is none. */
  open(request: Request, connection?: object): Opening | null;
}

export function makeSurface(parts: SurfaceParts): Surface {
  const { gateway, basePath, about, adminToken, newLimiter } = parts;
  const limiters = new WeakMap<object, Limiter>();
  const routes = new Hono({ strict: false });
  addAboutRoutes(routes, gateway.names, about);
  addActorRoutes(routes, gateway, adminToken);
  for (const path of new Set(routes.routes.map((route) => route.path))) routes.options(path, (c) => preflight(c.req.raw));
  routes.onError((error, c) => failure(error, c.req.raw));

  const inspect = parts.inspector === null ? null : makeInspectorRoutes(parts.inspector, basePath);
  const errand = (request: Request, connection?: object): Promise<Response> | null => {
    const inspected = inspect?.(request, connection) ?? null;
    if (inspected !== null) return inspected;
    try {
      const { path, query } = placeOf(request.url);
      const found = errandOf({ path: below(basePath, path), query }, directActor(request.headers));
      return found === null ? null : run(parts, request, found);
    } catch (error) {
      return Promise.resolve(request.method === "OPTIONS" ? preflight(request) : failure(error, request));
    }
  };

  const refusal = (request: Request, connection: object | undefined): Response | null => {
    // The question of a page's browser would be asked anew.
    if (connection === undefined || request.method === "OPTIONS") return null;
    let limiter = limiters.get(connection);
    if (limiter === undefined) limiters.set(connection, (limiter = newLimiter()));
    const refused = limiter(1);
    return refused === null ? null : failure(refused, request);
  };

  const app = new Hono({ strict: false });
  if (basePath !== "/") app.route(basePath, routes);
  app.route("/", routes);
  app.notFound((c) => failure(notFound(), c.req.raw));

  return {
    refusal,
    errand,
    routes,
    open: makeOpenings(parts),
    fetch: async (request, connection) => refusal(request, connection) ?? errand(request, connection) ?? app.fetch(request),
  };
}

function notFound(): Error {
  return actorError("route/not_found", "There is nothing at this path.");
}
