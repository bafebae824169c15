import { type Author, CLIENT_TOPICS, type OutcomeRow } from "@rivulet/runtime/inspector";
import { useState } from "react";
import { useNavigation } from "../../frame/navigation.ts";
import { Badge, type Tone } from "../../parts/badge.tsx";
import { EmptyState } from "../../parts/empty-state.tsx";
import { clockText, countText, durationText } from "../../parts/format.ts";
import { Facts, Part } from "../../parts/split.tsx";
import { useAsk } from "../data/use-ask.ts";
import { authorText, triggerText } from "../words.ts";
import { PatchDiff } from "./patch-diff.tsx";

export const OUTCOME_TONES: Readonly<Record<OutcomeRow["outcome"], Tone>> = { same: "grey", confirmed: "green", different: "amber", threw: "red", unknown: "grey" };

/** One rebase: what made it, and how each action came out on the new base. */
export function RebaseDetailView({ n, by }: { readonly n: number; readonly by: Author | null }) {
  const { answer, problem } = useAsk(CLIENT_TOPICS.rebase, { n });
  if (problem !== null) return <EmptyState title="Not in the record any more">{problem}</EmptyState>;
  if (answer === null) return null;
  const { row, outcomes } = answer;
  return (
    <>
      <Part title="What happened">
        <Facts
          rows={[
            ...(by === null ? [] : ([["Step by", authorText(by)]] as const)),
            ["Came with", triggerText(row.trigger)],
            ["Version", `${row.from ?? "none"} → ${row.to ?? "none"}`],
            ["When", clockText(row.at)],
            ["Took", durationText(row.ms)],
            ["Confirmed", row.base === "snapshot" ? "the whole state anew" : countText(row.steps, "step")],
            ["Waiting after", countText(row.pending, "action")],
          ]}
        />
      </Part>
      <Part title={`Actions on the new base (${outcomes.length})`}>
        {outcomes.length === 0 ? <p className="quiet">None was run again.</p> : <Outcomes outcomes={outcomes} />}
      </Part>
    </>
  );
}

/** Actions and how each came out, with both predictions where it is opened. */
export function Outcomes({ outcomes }: { readonly outcomes: readonly OutcomeRow[] }) {
  const { go } = useNavigation();
  const [open, setOpen] = useState<string | null>(null);
  return (
    <ul className="outcomes">
      {outcomes.map((each) => (
        <li key={each.id}>
          <button type="button" className="outcome" aria-expanded={open === each.id} onClick={() => setOpen(open === each.id ? null : each.id)}>
            <b>{each.name}</b>
            <span className="clip mono">{each.args}</span>
            <Badge tone={OUTCOME_TONES[each.outcome]}>{each.outcome}</Badge>
          </button>
          {open === each.id && (
            <div className="outcome-body">
              <PatchDiff
                label={`Predictions of ${each.name}`}
                sides={[
                  { title: "Before", ops: each.before?.ops ?? null, why: each.before?.why ?? null, more: each.before?.more ?? 0 },
                  { title: "After", ops: each.run?.ops ?? null, why: each.run?.why ?? null, more: each.run?.more ?? 0 },
                ]}
              />
              <button type="button" className="link" onClick={() => go("client", "timeline", { row: each.id })}>
                Open the action
              </button>
            </div>
          )}
        </li>
      ))}
    </ul>
  );
}
