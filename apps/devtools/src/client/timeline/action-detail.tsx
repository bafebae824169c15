import { type ActionDetail, type ActionRow, CLIENT_TOPICS, fromJson } from "@rivulet/runtime/inspector";
import { Server } from "lucide-react";
import type { ReactNode } from "react";
import { useNavigation } from "../../frame/navigation.ts";
import { Badge } from "../../parts/badge.tsx";
import { Button } from "../../parts/button.tsx";
import { CopyButton } from "../../parts/copy-button.tsx";
import { EmptyState } from "../../parts/empty-state.tsx";
import { pathText } from "../../parts/flatten.ts";
import { clockText, countText, durationText } from "../../parts/format.ts";
import { Facts, Part } from "../../parts/split.tsx";
import { ValueTree } from "../../parts/value-tree.tsx";
import { useAsk } from "../data/use-ask.ts";
import { meaningOf, toneOf } from "../words.ts";
import { Cause } from "./cause.tsx";
import { PatchDiff } from "./patch-diff.tsx";

/** One action through its life: how far it came, what it predicted, what the server did, and why that differs. */
export function ActionDetailView({ row }: { readonly row: ActionRow }) {
  const { answer: detail, problem } = useAsk(CLIENT_TOPICS.action, { id: row.id }, row);
  if (problem !== null) return <EmptyState title="Not in the record any more">{problem}</EmptyState>;
  return (
    <>
      <Part title="Life" end={<Badge tone={toneOf(row.stage)}>{row.stage}</Badge>}>
        <p className="quiet">{meaningOf(row.stage)}</p>
        <LifeSteps row={row} sentAt={detail?.sentAt ?? []} />
      </Part>
      {row.error !== null && (
        <Part title="Rejected">
          <p className="bad">{row.error}</p>
        </Part>
      )}
      {detail !== null && <Known row={row} detail={detail} />}
    </>
  );
}

function Known({ row, detail }: { readonly row: ActionRow; readonly detail: ActionDetail }) {
  const { has, go } = useNavigation();
  return (
    <>
      {detail.causes.length > 0 && (
        <Part title="Why it is not as predicted" end={<Badge tone="amber">divergence</Badge>}>
          <div className="causes">
            {detail.causes.map((cause, i) => (
              <Cause key={i} cause={cause} />
            ))}
          </div>
        </Part>
      )}
      <Part title="Prediction and result">
        <PatchDiff
          label="Prediction and result"
          sides={[
            { title: "Predicted at the call", ops: detail.first?.ops ?? null, why: detail.first?.why ?? null, more: detail.first?.more ?? 0 },
            { title: "Predicted last", ops: detail.last?.ops ?? null, more: detail.last?.more ?? 0 },
            { title: "Server", ops: detail.server?.ops ?? null, more: detail.server?.more ?? 0 },
          ]}
        />
      </Part>
      {detail.rebases.length > 0 && (
        <Part title="Ran again in">
          <ul className="links">
            {detail.rebases.map(({ n, at, outcome }) => (
              <li key={n}>
                <button type="button" onClick={() => go("client", "timeline", { row: `rebase ${n}` })}>
                  Rebase at {clockText(at)}
                </button>
                <Badge tone={outcome === "same" ? "grey" : "amber"}>{outcome}</Badge>
              </li>
            ))}
          </ul>
        </Part>
      )}
      <Part title="Arguments">
        <ValueTree label="Arguments" value={shown(detail.args.value)} openTo={2} most={10} />
      </Part>
      {detail.output !== null && (
        <Part title="Output">
          <ValueTree label="Output" value={shown(detail.output.value)} most={10} />
        </Part>
      )}
      {detail.reads !== null && (
        <Part title={`Read at the call (${detail.reads.length})`}>
          <p className="reads mono">{detail.reads.length === 0 ? "nothing" : detail.reads.slice(0, 60).map((path) => pathText(path)).join("  ")}</p>
        </Part>
      )}
      <Part title="Identity" end={has("server") && <Button Icon={Server} onClick={() => go("server", "activity", { action: row.id })}>On the server</Button>}>
        <Facts
          rows={[
            ["Action id", <Copied key="id" text={row.id} />],
            ["Actor", row.actor],
            ["Client", `${detail.client.slice(0, 8)}…, its action ${detail.seq}`],
            ["Epoch", detail.epoch ?? "none yet"],
            ["Called on", detail.since === null ? "no confirmed state" : `version ${detail.since}`],
            ["Observed in", detail.observedIn === null ? "–" : `version ${detail.observedIn}`],
            ["Runs here", countText(row.runs, "run") + (row.changes > 0 ? `, ${countText(row.changes, "time")} with another result` : "")],
          ]}
        />
      </Part>
    </>
  );
}

function Copied({ text }: { readonly text: string }): ReactNode {
  return (
    <span className="copied">
      <code>{text}</code> <CopyButton label="Copy the action's id" text={() => text} />
    </span>
  );
}

/** A value as it came: its tags are undone on a copy. */
export function shown(json: unknown): unknown {
  return json === undefined ? undefined : fromJson(structuredClone(json));
}

function LifeSteps({ row, sentAt }: { readonly row: ActionRow; readonly sentAt: readonly number[] }) {
  const { calledAt } = row;
  const steps: readonly (readonly [name: string, at: number | null, note?: string | undefined])[] = [
    ["Called", calledAt],
    ["Saved", row.savedAt],
    ["Sent", sentAt[0] ?? null, sentAt.length > 1 ? `${sentAt.length} times` : undefined],
    [row.stage === "rejected" ? "Rejected" : "Accepted", row.answeredAt],
    ["Observed", row.stage === "rejected" ? null : row.observedAt],
  ];
  return (
    <ol className="steps" aria-label="Stages">
      {steps.map(([name, at, note]) => (
        <li key={name} data-on={at !== null || undefined} data-bad={name === "Rejected" || undefined}>
          <b>{name}</b>
          <span className="mono quiet">{at === null ? "–" : name === "Called" ? clockText(at) : `+${durationText(Math.max(0, at - calledAt))}`}</span>
          {note !== undefined && <span className="quiet">{note}</span>}
        </li>
      ))}
    </ol>
  );
}
