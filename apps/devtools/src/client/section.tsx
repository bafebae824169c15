import { Activity, Bug, Database, GitFork, HardDrive, Inbox, Radio, Save, Zap } from "lucide-react";
import type { ReactNode } from "react";
import type { Section } from "../frame/section.ts";
import { Count } from "../parts/badge.tsx";
import { type ClientSource, LinkContext, makeClientLink, useLink } from "./data/link.ts";
import { useLive } from "./data/live.ts";
import { DeviceView } from "./device/device-view.tsx";
import { FaultsView } from "./device/faults-view.tsx";
import { WireView } from "./device/wire-view.tsx";
import { QueueView } from "./queue/queue-view.tsx";
import { SessionView } from "./session/session-view.tsx";
import { ForkView } from "./state/fork-view.tsx";
import { StateView } from "./state/state-view.tsx";
import { DivergencesView } from "./timeline/divergences-view.tsx";
import { TimelineView } from "./timeline/timeline-view.tsx";

export type { ClientSource } from "./data/link.ts";

/** The views of an app's own side, in the order of the navigation. */
export function clientSection(source: ClientSource): Section {
  const link = makeClientLink(source);
  const Provider = ({ children }: { readonly children: ReactNode }) => <LinkContext value={link}>{children}</LinkContext>;
  return {
    id: "client",
    title: "This page",
    views: [
      { id: "timeline", title: "Timeline", Icon: Activity, Body: TimelineView },
      { id: "divergences", title: "Divergences", Icon: Bug, Body: DivergencesView, Count: DivergenceCount },
      { id: "state", title: "State", Icon: Database, Body: StateView },
      { id: "queue", title: "Queue", Icon: Inbox, Body: QueueView, Count: QueueCount },
      { id: "fork", title: "Fork", Icon: GitFork, Body: ForkView },
      { id: "device", title: "Tabs & storage", Icon: HardDrive, Body: DeviceView },
      { id: "wire", title: "Wire", Icon: Radio, Body: WireView },
      { id: "faults", title: "Faults", Icon: Zap, Body: FaultsView },
      { id: "session", title: "Session", Icon: Save, Body: SessionView },
    ],
    Provider,
  };
}

function DivergenceCount() {
  const { rows } = useLive(useLink().timeline);
  return <Count value={rows.filter((row) => row.type === "action" && row.isDivergent).length} tone="amber" label="divergences" />;
}

function QueueCount() {
  const queues = useLive(useLink().queues);
  const rejected = queues.reduce((sum, queue) => sum + queue.rejected.length, 0);
  const waiting = queues.reduce((sum, queue) => sum + queue.pending.length, 0);
  return rejected > 0 ? <Count value={rejected} tone="red" label="rejected" /> : <Count value={waiting} label="waiting" />;
}
