import type { ActionRow, Stage } from "@rivulet/runtime/inspector";
import { STAGES, toneOf } from "../words.ts";

/** How far an action has come, as marks: one a stage. */
export function StageTrack({ stage }: { readonly stage: Stage }) {
  const reached = stage === "rejected" ? 3 : STAGES.indexOf(stage);
  return (
    <span className="track" data-tone={toneOf(stage)} aria-hidden>
      {STAGES.map((each, i) => (
        <i key={each} data-on={i <= reached || undefined} />
      ))}
    </span>
  );
}

/** One action in its lane. */
export function ActionChip({ row }: { readonly row: ActionRow }) {
  return (
    <span className="chip" data-tone={toneOf(row.stage)}>
      <StageTrack stage={row.stage} />
      <b className="clip">{row.name}</b>
      <span className="chip-args clip mono">{row.args}</span>
      <span className="chip-stage">{row.stage}</span>
      {row.isDivergent && (
        <span className="chip-differs" data-tone="amber" title="Not as predicted">
          ≠<span className="hidden"> not as predicted</span>
        </span>
      )}
    </span>
  );
}
