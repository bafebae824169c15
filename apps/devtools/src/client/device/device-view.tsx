import { CLIENT_TOPICS } from "@rivulet/runtime/inspector";
import { RefreshCw } from "lucide-react";
import { useState } from "react";
import { Badge } from "../../parts/badge.tsx";
import { Button } from "../../parts/button.tsx";
import { EmptyState } from "../../parts/empty-state.tsx";
import { countText, durationText, sizeText } from "../../parts/format.ts";
import { Facts, Part } from "../../parts/split.tsx";
import { Toolbar } from "../../parts/toolbar.tsx";
import { useLink } from "../data/link.ts";
import { useLive } from "../data/live.ts";
import { useAsk } from "../data/use-ask.ts";

/** The tabs of the device and who speaks for whom, where things are stored, and how each replica stands. */
export function DeviceView() {
  const link = useLink();
  const replicas = useLive(link.replicas);
  const isSession = useLive(link.session) !== null;
  const [asked, setAsked] = useState(0);
  const { answer } = useAsk(CLIENT_TOPICS.device, isSession ? null : {}, `${asked} ${replicas.length}`);
  if (isSession) return <EmptyState title="A session has no device">Tabs and storage are those of the device that the page runs on.</EmptyState>;
  return (
    <>
      <Toolbar label="Tabs and storage">
        <Button Icon={RefreshCw} onClick={() => setAsked(asked + 1)}>
          Look again
        </Button>
      </Toolbar>
      <div className="scroll">
        {(answer?.devices ?? []).map(({ scope, url, own, tabs, link: state, usage, quota, isPersisted, durability, isEvicted }) => (
          <div key={scope}>
            <Part title="Storage">
              <Facts
                rows={[
                  ["Database", <code key="scope">{scope}</code>],
                  ["Durability", durability === "disk" ? "on the device’s disk" : <Badge key="memory" tone="amber">memory only: lost with this page</Badge>],
                  ["Used", usage === null ? "not told" : `${sizeText(usage)} by this site`],
                  ["Quota", quota === null ? "not told" : sizeText(quota)],
                  ["Kept for good", isPersisted === null ? "not told" : isPersisted ? "yes" : "no: the browser may delete it when it is short of room"],
                  ...(isEvicted ? ([["Evicted", <Badge key="evicted" tone="red">the browser has deleted what was here</Badge>]] as const) : []),
                  ["Server", `${url}, ${state}`],
                ]}
              />
            </Part>
            <Part title={`Tabs (${countText(tabs.filter(({ lock }) => lock === "held").length, "lock")} held)`}>
              <ul className="tabs-list" aria-label="Clients of this device">
                {tabs.map(({ client, isHere, lock }) => (
                  <li key={client}>
                    <code>{client.slice(0, 12)}…</code>
                    {client === own && <Badge tone="blue">this tab</Badge>}
                    {isHere && client !== own && <Badge tone="violet">adopted by this tab</Badge>}
                    {!isHere && <Badge tone="grey">another tab</Badge>}
                    <span className="quiet">{lock === "held" ? "its lock is held" : lock === "waiting" ? "waited for" : "lock not told"}</span>
                  </li>
                ))}
              </ul>
            </Part>
          </div>
        ))}
        {replicas.map((replica) => (
          <Part key={replica.actor} title={replica.actor} end={<Badge tone={replica.phase === "live" ? "green" : "amber"}>{replica.phase}</Badge>}>
            <Facts
              rows={[
                ["Actor id", replica.id ?? "not known yet"],
                ["Epoch", replica.cursor?.[0] ?? "none"],
                ["Version", replica.cursor === null ? "none" : `${replica.cursor[1]} (run ${replica.cursor[2]})`],
                ["Schema", String(replica.schema)],
                ["Waiting", `${replica.pending}${replica.oldestPendingAt === null ? "" : `, the oldest for ${durationText(Math.max(0, Date.now() - replica.oldestPendingAt))}`}`],
                ["Rejected", String(replica.rejected)],
                ["Lanes", replica.lanes.map(({ status, params }) => `${status}${params === "undefined" ? "" : ` with ${params}`}`).join("; ") || "none"],
                ...(replica.error === null ? [] : ([["Problem", <span key="error" className="bad">{replica.error.message}</span>]] as const)),
              ]}
            />
          </Part>
        ))}
      </div>
    </>
  );
}
