import { useMemo } from "react";
import type { Activity } from "@rivulet/runtime/inspector";
import { Badge } from "../parts/badge.tsx";
import { clockText, durationText } from "../parts/format.ts";
import { Facts, Part } from "../parts/split.tsx";
import { type Column, Table } from "../parts/table.tsx";
import { EmptyState } from "../parts/empty-state.tsx";
import { SeenValue } from "./seen-value.tsx";
import { activityText, activityTone, keyText } from "./words.ts";

const WHAT = { action: "action", event: "event", life: "life", command: "inspector" } as const;

export interface ActivityListProps {
  readonly label: string;
  readonly entries: readonly Activity[];
  readonly selected: string | null;
  readonly onSelect: (entry: Activity) => void;
  /** Whether it says of each entry which actor it is of. */
  readonly hasActors: boolean;
}

/** What actors did, the newest last. */
export function ActivityList({ label, entries, selected, onSelect, hasActors }: ActivityListProps) {
  const columns = useMemo((): Column<Activity>[] => {
    const all: (Column<Activity> | null)[] = [
      { id: "time", title: "Time", width: "92px", cell: ({ time }) => <span className="mono quiet">{clockText(time)}</span>, isExtra: true },
      { id: "what", title: "What", width: "76px", cell: (entry) => <Badge tone={activityTone(entry)}>{entry.what === "action" && entry.error !== undefined ? "failed" : WHAT[entry.what]}</Badge> },
      hasActors ? { id: "actor", title: "Actor", width: "minmax(0, 1fr)", cell: ({ name, key }) => `${name} ${keyText(key)}`, isExtra: true } : null,
      { id: "text", title: "", width: "minmax(0, 2fr)", cell: (entry) => <span className="mono">{activityText(entry)}</span> },
      { id: "took", title: "Took", width: "58px", cell: (entry) => (entry.what === "action" ? durationText(entry.took) : ""), isNumber: true },
      { id: "version", title: "Version", width: "72px", cell: (entry) => versionsOf(entry), isNumber: true, isExtra: true },
    ];
    return all.filter((column) => column !== null);
  }, [hasActors]);
  const empty = <EmptyState title="Nothing has happened">Actions and events are recorded while somebody looks. What an actor did before is in its log.</EmptyState>;
  return <Table label={label} rows={entries} columns={columns} keyOf={({ n }) => String(n)} selected={selected} onSelect={onSelect} empty={empty} toneOf={activityTone} isFollowing />;
}

function versionsOf(entry: Activity): string {
  if (entry.what !== "action") return "";
  return entry.from === entry.to ? String(entry.to) : `${entry.from} → ${entry.to}`;
}

/** One deed, with all that is known of it. */
export function ActivityDetail({ entry }: { readonly entry: Activity }) {
  return (
    <>
      <Part title="What happened">
        <Facts
          rows={[
            ["Actor", `${entry.name} ${keyText(entry.key)}`],
            ["At", clockText(entry.time)],
            ...(entry.what === "action" ? actionFacts(entry) : []),
            ...(entry.what === "life" ? ([["It", activityText(entry)]] as const) : []),
          ]}
        />
      </Part>
      {"args" in entry && (
        <Part title="Arguments">
          <SeenValue label="Arguments" seen={entry.args} />
        </Part>
      )}
      {"params" in entry && (
        <Part title="Params">
          <SeenValue label="Params" seen={entry.params} />
        </Part>
      )}
      {"output" in entry && entry.output !== undefined && (
        <Part title="Output">
          <SeenValue label="Output" seen={entry.output} />
        </Part>
      )}
      {"error" in entry && entry.error !== undefined && (
        <Part title="Error">
          <p>
            <Badge tone="red">{`${entry.error.group}/${entry.error.code}`}</Badge>
          </p>
          <pre className="server-text">{entry.error.message}</pre>
        </Part>
      )}
    </>
  );
}

function actionFacts(entry: Extract<Activity, { what: "action" }>): (readonly [string, string])[] {
  return [
    ["Took", durationText(entry.took)],
    ["Versions", versionsOf(entry)],
    ...(entry.by === undefined ? [] : ([["By", `client ${entry.by[0].slice(0, 8)}…, number ${entry.by[2]}`]] as const)),
    ...(entry.actionId === undefined ? [] : ([["c.actionId", entry.actionId]] as const)),
  ];
}
