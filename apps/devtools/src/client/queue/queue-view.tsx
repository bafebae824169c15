import { CLIENT_COMMANDS, CLIENT_TOPICS, type QueueRow } from "@rivulet/runtime/inspector";
import { Download, RefreshCw, Trash2 } from "lucide-react";
import { useState } from "react";
import { useNavigation } from "../../frame/navigation.ts";
import { Badge } from "../../parts/badge.tsx";
import { Button } from "../../parts/button.tsx";
import { EmptyState } from "../../parts/empty-state.tsx";
import { clockText, durationText } from "../../parts/format.ts";
import { Part } from "../../parts/split.tsx";
import { download } from "../../parts/download.ts";
import { useLink } from "../data/link.ts";
import { useLive } from "../data/live.ts";
import { useDo } from "../data/use-do.ts";
import { Discard, type Discarding } from "./discard.tsx";

/** What waits and what was refused, why, and what can be done about it. */
export function QueueView() {
  const link = useLink();
  const queues = useLive(link.queues);
  const isSession = useLive(link.session) !== null;
  const [discarding, setDiscarding] = useState<Discarding | null>(null);
  const full = queues.filter(({ pending, rejected }) => pending.length + rejected.length > 0);
  if (isSession) return <EmptyState title="A session has no queue">What waits is on the device that it waits on.</EmptyState>;
  if (full.length === 0) return <EmptyState title="Nothing waits">All that this device called is accepted, and nothing was refused.</EmptyState>;
  return (
    <div className="scroll">
      {full.map((queue) => (
        <Queue key={queue.actor} queue={queue} onDiscard={setDiscarding} />
      ))}
      {discarding !== null && <Discard discarding={discarding} onDone={() => setDiscarding(null)} />}
    </div>
  );
}

function Queue({ queue, onDiscard }: { readonly queue: QueueRow; readonly onDiscard: (what: Discarding) => void }) {
  const { actor, phase, reasons, pending, rejected } = queue;
  const { go } = useNavigation();
  const inspector = useLive(useLink().inspector);
  const { run, problem } = useDo();
  const save = (): void => void inspector.ask(CLIENT_TOPICS.outbox, { actor }).then(({ text }) => download("outbox.json", text), () => {});
  return (
    <section aria-label={`Queue of ${actor}`}>
      <Part
        title={actor}
        end={
          <span className="ends">
            <Badge tone={phase === "live" ? "green" : "amber"}>{phase}</Badge>
            <Button Icon={Download} label={`Export the outbox of ${actor}`} onClick={save}>
              Export
            </Button>
          </span>
        }
      >
        {problem !== null && <p className="bad">{problem}</p>}
        {reasons.length > 0 && (
          <ul className="reasons" aria-label="Why it waits">
            {reasons.map(({ what, text }) => (
              <li key={what} data-tone="amber">
                {text}
              </li>
            ))}
          </ul>
        )}
        {rejected.length > 0 && (
          <ul className="queue" aria-label="Rejected">
            {rejected.map(({ id, name, args, rejectedAt, error }) => (
              <li key={id} data-tone="red">
                <button type="button" className="link clip" onClick={() => go("client", "timeline", { row: id })}>
                  <b>{name}</b> <span className="mono">{args}</span>
                </button>
                <p className="bad">
                  {error.message} <span className="quiet mono">{`${error.group}/${error.code}`}</span>
                </p>
                <p className="quiet">Rejected {clockText(rejectedAt)}</p>
                <span className="ends">
                  <Button Icon={RefreshCw} label={`Retry ${name}(${args})`} onClick={() => run(CLIENT_COMMANDS.retry, { actor, id })}>
                    Retry
                  </Button>
                  <Button Icon={Trash2} isDangerous label={`Discard ${name}(${args})`} onClick={() => onDiscard({ actor, id, name: `${name}(${args})`, isWaiting: false })}>
                    Discard
                  </Button>
                </span>
              </li>
            ))}
          </ul>
        )}
        {pending.length > 0 && (
          <ol className="queue" aria-label="Waiting">
            {pending.slice(0, 200).map(({ id, name, args, calledAt, isSaved, isSent, isHere }) => (
              <li key={id} data-tone={isSent ? "violet" : "blue"}>
                <button type="button" className="link clip" onClick={() => go("client", "timeline", { row: id })}>
                  <b>{name}</b> <span className="mono">{args}</span>
                </button>
                <p className="quiet">
                  {isSent ? "sent" : isSaved ? "saved" : "not saved yet"}, waiting for {durationText(Math.max(0, Date.now() - calledAt))}
                  {isHere ? "" : ", of another tab"}
                </p>
                <span className="ends">
                  <Button Icon={Trash2} isDangerous label={`Discard ${name}(${args})`} onClick={() => onDiscard({ actor, id, name: `${name}(${args})`, isWaiting: true })}>
                    Discard
                  </Button>
                </span>
              </li>
            ))}
          </ol>
        )}
        {pending.length > 200 && <p className="quiet">and {pending.length - 200} more</p>}
      </Part>
    </section>
  );
}
