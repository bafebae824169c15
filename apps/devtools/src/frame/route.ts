/** Where one is: a section, a view, and whatever the view makes of the rest. */
export interface Route {
  readonly section: string;
  readonly view: string;
  /** Chosen inside the view, as an actor's id; kept in the address, so that it can be shared. */
  readonly params: Readonly<Record<string, string>>;
}

/** The address of a route, as in `#/server/actors?id=7`. */
export function routeText({ section, view, params }: Route): string {
  const query = new URLSearchParams(params).toString();
  return `#/${section}/${view}${query === "" ? "" : `?${query}`}`;
}

/** The route at an address; empty names where it has none. */
export function routeOf(hash: string): Route {
  const [path = "", query = ""] = hash.replace(/^#\/?/, "").split("?");
  const [section = "", view = ""] = path.split("/");
  return { section, view, params: Object.fromEntries(new URLSearchParams(query)) };
}

/** Holds the route: in the page's address, or, in a page that is somebody else's, in memory. */
export interface Router {
  readonly current: Route;
  go(route: Route): void;
  subscribe(listener: () => void): () => void;
}

export function memoryRouter(): Router {
  let current: Route = { section: "", view: "", params: {} };
  const listeners = new Set<() => void>();
  return {
    get current() {
      return current;
    },
    go(route) {
      current = route;
      for (const listener of [...listeners]) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

export function hashRouter(page: Window): Router {
  let current = routeOf(page.location.hash);
  return {
    get current() {
      return current;
    },
    go(route) {
      page.location.hash = routeText(route);
    },
    subscribe(listener) {
      const changed = (): void => {
        current = routeOf(page.location.hash);
        listener();
      };
      page.addEventListener("hashchange", changed);
      return () => page.removeEventListener("hashchange", changed);
    },
  };
}
