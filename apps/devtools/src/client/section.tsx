import { Activity } from "lucide-react";
import type { ReactNode } from "react";
import type { Section } from "../frame/section.ts";
import { EmptyState } from "../parts/empty-state.tsx";

/** The views of an app's own side, in the order of the navigation. */
export function clientSection(): Section {
  const Body = () => <EmptyState title="Nothing was called yet">Actions that the page calls are shown here.</EmptyState>;
  return { id: "client", title: "This page", views: [{ id: "timeline", title: "Timeline", Icon: Activity, Body }], Provider };
}

function Provider({ children }: { readonly children: ReactNode }) {
  return children;
}
