import { CLIENT_TOPICS, type DivergenceRow } from "@rivulet/runtime/inspector";
import { useNavigation } from "../../frame/navigation.ts";
import { Badge } from "../../parts/badge.tsx";
import { EmptyState } from "../../parts/empty-state.tsx";
import { clockText } from "../../parts/format.ts";
import { Split } from "../../parts/split.tsx";
import { type Column, Table } from "../../parts/table.tsx";
import { useLink } from "../data/link.ts";
import { useLive } from "../data/live.ts";
import { useAsk } from "../data/use-ask.ts";
import { toneOf } from "../words.ts";
import { ActionDetailView } from "./action-detail.tsx";
import { causeText } from "./cause.tsx";

const COLUMNS: readonly Column<DivergenceRow>[] = [
  { id: "time", title: "Called", width: "92px", isExtra: true, cell: ({ row }) => <span className="mono quiet">{clockText(row.calledAt)}</span> },
  { id: "action", title: "Action", width: "minmax(0, 2fr)", cell: ({ row }) => <span><b>{row.name}</b> <span className="mono quiet">{row.args}</span></span> },
  { id: "path", title: "Where", width: "minmax(0, 1fr)", isExtra: true, cell: ({ path }) => <code>{path}</code> },
  { id: "cause", title: "Cause", width: "minmax(0, 3fr)", cell: ({ cause }) => causeText(cause) },
  { id: "stage", title: "Ended", width: "86px", isExtra: true, cell: ({ row }) => <Badge tone={toneOf(row.stage)}>{row.stage}</Badge> },
];

/** The actions whose result is not what they predicted, each with why. */
export function DivergencesView() {
  const { route, choose } = useNavigation();
  const timeline = useLive(useLink().timeline);
  const { answer } = useAsk(CLIENT_TOPICS.divergences, {}, timeline);
  const found = answer?.divergences ?? [];
  const { row: selected = null } = route.params;
  const current = found.find(({ row }) => row.id === selected) ?? null;
  return (
    <Split
      list={
        <Table
          label="Divergences"
          rows={found}
          columns={COLUMNS}
          keyOf={({ row }) => row.id}
          selected={selected}
          onSelect={({ row }) => choose({ row: row.id })}
          toneOf={() => "amber"}
          empty={
            <EmptyState title="Everything came out as predicted">
              Where the server’s result is not what an action predicted here, it is listed with the cause: what it read, and who changed that.
            </EmptyState>
          }
        />
      }
      detail={current === null ? null : <ActionDetailView key={current.row.id} row={current.row} />}
      label={current === null ? "" : `${current.row.name}(${current.row.args})`}
      onClose={() => choose({ row: null })}
    />
  );
}
