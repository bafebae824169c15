import type { RebaseRow, TimelineRow } from "@rivulet/runtime/inspector";
import { ArrowDownToLine } from "lucide-react";
import { useDeferredValue, useMemo, useState } from "react";
import { useNavigation } from "../../frame/navigation.ts";
import { IconButton } from "../../parts/button.tsx";
import { EmptyState } from "../../parts/empty-state.tsx";
import { clockText, countText, durationText } from "../../parts/format.ts";
import { Split } from "../../parts/split.tsx";
import { type Column, Table } from "../../parts/table.tsx";
import { SearchField, SelectField, Spacer, Toolbar } from "../../parts/toolbar.tsx";
import { keyOf } from "../data/rows.ts";
import { useLink } from "../data/link.ts";
import { useLive } from "../data/live.ts";
import { authorChip, toneOf } from "../words.ts";
import { ActionDetailView } from "./action-detail.tsx";
import { ActionChip } from "./chip.tsx";
import { RebaseDetailView } from "./rebase-detail.tsx";

type Shown = "all" | "waiting" | "rejected" | "divergent" | "rebases";

const SHOWN: readonly (readonly [Shown, string])[] = [
  ["all", "Everything"],
  ["waiting", "Waiting"],
  ["rejected", "Rejected"],
  ["divergent", "Not as predicted"],
  ["rebases", "Rebases"],
];

function isShown(row: TimelineRow, shown: Shown): boolean {
  switch (shown) {
    case "all":
      return true;
    case "rebases":
      return row.type === "rebase";
    case "waiting":
      return row.type === "action" && ["predicted", "saved", "sent"].includes(row.stage);
    case "rejected":
      return row.type === "action" && row.stage === "rejected";
    case "divergent":
      return row.type === "action" && row.isDivergent;
  }
}

function textOf(row: TimelineRow): string {
  switch (row.type) {
    case "action":
      return `${row.name} ${row.args} ${row.stage} ${row.id} ${row.actor}`;
    case "step":
      return `${authorChip(row.by)} version ${row.version} ${row.actor}`;
    case "rebase":
      return `rebase ${row.actor}`;
  }
}

const COLUMNS: readonly Column<TimelineRow>[] = [
  { id: "time", title: "Time", width: "92px", isExtra: true, cell: (row) => <span className="mono quiet">{clockText(row.at)}</span> },
  { id: "confirmed", title: "Confirmed", width: "minmax(0, 3fr)", cell: (row) => <Confirmed row={row} /> },
  { id: "mine", title: "Mine", width: "minmax(0, 4fr)", cell: (row) => <Lane row={row} isMine /> },
  { id: "others", title: "Other tabs", width: "minmax(0, 2fr)", cell: (row) => <Lane row={row} isMine={false} /> },
  { id: "age", title: "Took", width: "64px", isNumber: true, isExtra: true, cell: (row) => <span className="quiet">{tookText(row)}</span> },
];

function Confirmed({ row }: { readonly row: TimelineRow }) {
  if (row.type === "step") {
    return (
      <span className="chip" data-tone="green">
        <span className="mono">v{row.version}</span> <b className="clip">{authorChip(row.by)}</b>
      </span>
    );
  }
  return row.type === "rebase" ? <RebaseChip row={row} /> : null;
}

function RebaseChip({ row }: { readonly row: RebaseRow }) {
  const changed = row.different + row.threw;
  const parts = [row.same > 0 && `${row.same} same`, row.different > 0 && `${row.different} different`, row.threw > 0 && `${row.threw} threw`, row.unknown > 0 && `${row.unknown} unknown`];
  return (
    <span className="chip rebase" data-tone={changed > 0 ? "amber" : "grey"}>
      <b>Rebase</b>
      <span className="mono">
        {row.from ?? "–"}→{row.to ?? "–"}
      </span>
      <span className="clip">{parts.filter(Boolean).join(", ")}</span>
    </span>
  );
}

function Lane({ row, isMine }: { readonly row: TimelineRow; readonly isMine: boolean }) {
  return row.type === "action" && row.isMine === isMine ? <ActionChip row={row} /> : null;
}

function tookText(row: TimelineRow): string {
  if (row.type === "rebase") return durationText(row.ms);
  if (row.type === "step") return "";
  const end = row.observedAt ?? row.answeredAt;
  return end === null ? "" : durationText(Math.max(0, end - row.calledAt));
}

function rowTone(row: TimelineRow): string | undefined {
  return row.type === "action" ? (row.isDivergent ? "amber" : toneOf(row.stage)) : undefined;
}

export function TimelineView() {
  const { route, choose } = useNavigation();
  const link = useLink();
  const { rows, dropped } = useLive(link.timeline);
  const problem = useLive(link.problem);
  const [search, setSearch] = useState("");
  const [shown, setShown] = useState<Shown>("all");
  const [isFollowing, setFollowing] = useState(true);
  const wanted = useDeferredValue(search.trim().toLowerCase());
  const chosen = useMemo(() => {
    return rows.filter((row) => isShown(row, shown) && (wanted === "" || textOf(row).toLowerCase().includes(wanted)));
  }, [rows, shown, wanted]);
  const { row: selected = null } = route.params;
  const current = rows.find((row) => keyOf(row) === selected) ?? null;

  return (
    <Split
      list={
        <>
          <Toolbar label="Timeline">
            <SearchField label="Search actions" value={search} onChange={setSearch} />
            <SelectField label="Show" value={shown} options={SHOWN} onChange={setShown} />
            <Spacer />
            <span className="quiet">{countText(chosen.length, "entry", "entries")}</span>
            {dropped > 0 && <span className="quiet">{countText(dropped, "older one")} dropped</span>}
            <IconButton Icon={ArrowDownToLine} label="Stay at the newest" isPressed={isFollowing} onClick={() => setFollowing(!isFollowing)} />
          </Toolbar>
          <Table
            label="Timeline"
            rows={chosen}
            columns={COLUMNS}
            keyOf={keyOf}
            selected={selected}
            onSelect={(row) => choose({ row: keyOf(row) })}
            toneOf={rowTone}
            isFollowing={isFollowing}
            empty={
              problem !== null ? (
                <EmptyState title="The page cannot be asked">{problem}</EmptyState>
              ) : rows.length > 0 ? (
                <EmptyState title="Nothing fits">No entry is as you want it.</EmptyState>
              ) : (
                <EmptyState title="Nothing happened yet">
                  Each action that the page calls is shown here: when it was predicted, saved, sent, accepted and observed, and what became of it when the
                  confirmed state changed.
                </EmptyState>
              )
            }
          />
        </>
      }
      detail={current === null ? null : current.type === "action" ? <ActionDetailView key={current.id} row={current} /> : <RebaseOf row={current} />}
      label={current === null ? "" : current.type === "action" ? `${current.name}(${current.args})` : current.type === "rebase" ? "Rebase" : `Version ${current.version}`}
      onClose={() => choose({ row: null })}
    />
  );
}

function RebaseOf({ row }: { readonly row: Exclude<TimelineRow, { type: "action" }> }) {
  return <RebaseDetailView key={row.n} n={row.n} by={row.type === "step" ? row.by : null} />;
}
