import { CLIENT_TOPICS, type MomentRow } from "@rivulet/runtime/inspector";
import { SkipBack, SkipForward } from "lucide-react";
import { Button, IconButton } from "../../parts/button.tsx";
import { clockText } from "../../parts/format.ts";
import { useLink } from "../data/link.ts";
import { useLive } from "../data/live.ts";
import { useAsk } from "../data/use-ask.ts";

export interface ScrubberProps {
  readonly actor: string;
  /** The moment that is looked at; `null` for now, whatever comes. */
  readonly at: number | null;
  /** With how many of the waiting actions; `null` for all. */
  readonly rows: number | null;
  readonly waiting: readonly { readonly id: string; readonly name: string; readonly args: string }[];
  readonly onChange: (to: { readonly at: number | null; readonly rows: number | null }) => void;
}

/** Goes through the moments of a view, and through what waited on top of each. */
export function Scrubber({ actor, at, rows, waiting, onChange }: ScrubberProps) {
  const timeline = useLive(useLink().timeline);
  const { answer } = useAsk(CLIENT_TOPICS.moments, { actor }, timeline);
  const moments: readonly MomentRow[] = answer?.moments ?? [];
  const last = moments.length - 1;
  const found = at === null ? last : moments.findLastIndex(([n]) => n <= at);
  const index = Math.max(0, found);
  const moment = moments[index];
  const go = (to: number): void => {
    const next = moments[Math.max(0, Math.min(last, to))];
    if (next !== undefined) onChange({ at: next[0], rows: null });
  };
  if (moment === undefined) return null;
  const [, time, version, pending] = moment;
  const text = `Moment ${index + 1} of ${moments.length}, ${clockText(time)}, ${version < 0 ? "no version" : `version ${version}`}, ${pending} waiting`;
  return (
    <div className="scrubber">
      <div className="scrub-line">
        <IconButton Icon={SkipBack} label="Earlier" isDisabled={index === 0} onClick={() => go(index - 1)} />
        <input type="range" min={0} max={Math.max(0, last)} value={index} aria-label="Moment" aria-valuetext={text} onChange={({ target }) => go(Number(target.value))} />
        <IconButton Icon={SkipForward} label="Later" isDisabled={index >= last} onClick={() => go(index + 1)} />
        <Button isPressed={at === null} onClick={() => onChange({ at: null, rows: null })}>
          Live
        </Button>
      </div>
      <p className="quiet">{text}</p>
      {waiting.length > 0 && (
        <label className="scrub-line">
          <span>On top</span>
          <input
            type="range"
            min={0}
            max={waiting.length}
            value={rows ?? waiting.length}
            aria-label="Waiting actions on top"
            onChange={({ target }) => onChange({ at, rows: Number(target.value) >= waiting.length ? null : Number(target.value) })}
          />
          <span className="quiet clip">
            {rows ?? waiting.length} of {waiting.length}
          </span>
        </label>
      )}
    </div>
  );
}
