import { Activity, Boxes, ChartSpline, Save, TriangleAlert } from "lucide-react";
import type { ComponentType, ReactNode } from "react";
import type { Section, View } from "../frame/section.ts";
import { ActivityView } from "./activity-view.tsx";
import { ActorsView } from "./actors-view.tsx";
import { serverChannel } from "./channel.ts";
import { ComplaintsCount, ComplaintsView } from "./complaints-view.tsx";
import { LinkContext } from "./context.ts";
import { Gate } from "./gate.tsx";
import { type Link, makeLink } from "./link.ts";
import { MetricsView } from "./metrics-view.tsx";
import { SessionView } from "./session/session-view.tsx";
import { keptToken, keepToken } from "./token.ts";

/** Where a server is inspected. */
export interface ServerSource {
  /** The server's base URL. */
  readonly url: string;
  /** `null` where none was given: one is asked for, unless the server needs none. */
  readonly token: string | null;
}

/** The views of a server, in the order of the navigation. */
export function serverSection({ url, token }: ServerSource): Section {
  const after = (ms: number, run: () => void): (() => void) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  };
  return sectionOf(makeLink({ token: token ?? keptToken(url), open: (shown, events) => serverChannel(url, shown, events), keep: (shown) => keepToken(url, shown), after }));
}

/** The same over any way to a server. */
export function sectionOf(link: Link): Section {
  const Provider = ({ children }: { readonly children: ReactNode }) => <LinkContext value={link}>{children}</LinkContext>;
  const view = (id: string, title: string, Icon: View["Icon"], Body: ComponentType, Count?: ComponentType): View => {
    const Gated = () => (
      <Gate>
        <Body />
      </Gate>
    );
    return { id, title, Icon, Body: Gated, ...(Count !== undefined && { Count }) };
  };
  const views = [
    view("actors", "Actors", Boxes, ActorsView),
    view("activity", "Activity", Activity, ActivityView),
    view("errors", "Errors", TriangleAlert, ComplaintsView, ComplaintsCount),
    view("metrics", "Metrics", ChartSpline, MetricsView),
    // A session can be looked at without a server.
    { id: "session", title: "Session", Icon: Save, Body: SessionView },
  ];
  return { id: "server", title: "Server", views, Provider };
}
