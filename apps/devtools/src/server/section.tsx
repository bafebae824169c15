import { Server } from "lucide-react";
import type { ReactNode } from "react";
import type { Section } from "../frame/section.ts";
import { EmptyState } from "../parts/empty-state.tsx";

/** Where a server is inspected. */
export interface ServerSource {
  /** The server's base URL. */
  readonly url: string;
  /** `null` where none was given: one is asked for, unless the server needs none. */
  readonly token: string | null;
}

/** The views of a server, in the order of the navigation. */
export function serverSection({ url }: ServerSource): Section {
  const Body = () => <EmptyState title="No actors yet">What runs on {url} is shown here.</EmptyState>;
  return { id: "server", title: "Server", views: [{ id: "actors", title: "Actors", Icon: Server, Body }], Provider };
}

function Provider({ children }: { readonly children: ReactNode }) {
  return children;
}
