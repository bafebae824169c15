import { CLIENT_TOPICS } from "@rivulet/runtime/inspector";
import { ArrowDown, ArrowUp, RotateCcw } from "lucide-react";
import { useState } from "react";
import { Badge } from "../../parts/badge.tsx";
import { Button, IconButton } from "../../parts/button.tsx";
import { EmptyState } from "../../parts/empty-state.tsx";
import { Part } from "../../parts/split.tsx";
import { Toolbar } from "../../parts/toolbar.tsx";
import { ValueTree } from "../../parts/value-tree.tsx";
import { ActorField } from "../data/actor-field.tsx";
import { useLink } from "../data/link.ts";
import { useLive } from "../data/live.ts";
import { useActor } from "../data/use-actor.ts";
import { useAsk } from "../data/use-ask.ts";
import { shown } from "../timeline/action-detail.tsx";
import { OUTCOME_TONES } from "../timeline/rebase-detail.tsx";

interface Choice {
  readonly id: string;
  readonly isOn: boolean;
}

/** What if: the waiting actions in another order, or without some of them, on a copy that the page never sees. */
export function ForkView() {
  const { actor } = useActor();
  const link = useLink();
  const timeline = useLive(link.timeline);
  const isSession = useLive(link.session) !== null;
  const [choices, setChoices] = useState<readonly Choice[]>([]);
  const { answer: view } = useAsk(CLIENT_TOPICS.view, actor === null ? null : { actor }, timeline);
  const waiting = view?.shown ?? [];
  const known = choices.filter(({ id }) => waiting.some((each) => each.id === id));
  const all = [...known, ...waiting.filter(({ id }) => !known.some((each) => each.id === id)).map(({ id }): Choice => ({ id, isOn: true }))];
  const ids = all.filter(({ isOn }) => isOn).map(({ id }) => id);
  const { answer, problem } = useAsk(CLIENT_TOPICS.fork, actor === null || isSession ? null : { actor, ids }, timeline);
  const outcomes = new Map((answer?.outcomes ?? []).map((each) => [each.id, each]));

  const swap = (index: number, by: number): void => {
    const next = [...all];
    const [moved] = next.splice(index, 1);
    if (moved !== undefined) next.splice(index + by, 0, moved);
    setChoices(next);
  };
  if (actor === null) return <EmptyState title="No replica yet">An actor that the page connects to can be forked here.</EmptyState>;
  if (isSession) return <EmptyState title="A session cannot be forked">Actions run where their code is: in the page.</EmptyState>;
  return (
    <>
      <Toolbar label="Fork">
        <ActorField />
        <Button Icon={RotateCcw} isDisabled={choices.length === 0} onClick={() => setChoices([])}>
          As it is
        </Button>
      </Toolbar>
      <div className="scroll">
        <Part title={`Waiting actions (${all.length})`}>
          {all.length === 0 && <p className="quiet">Nothing waits. Go offline and call something: then its order can be changed here, and any of it be left out.</p>}
          <ol className="fork">
            {all.map(({ id, isOn }, index) => {
              const row = waiting.find((each) => each.id === id);
              const outcome = outcomes.get(id)?.outcome;
              const name = `${row?.name ?? ""}(${row?.args ?? ""})`;
              return (
                <li key={id}>
                  <label className="clip">
                    <input type="checkbox" checked={isOn} onChange={({ target }) => setChoices(all.map((each) => (each.id === id ? { id, isOn: target.checked } : each)))} />
                    <b>{row?.name}</b> <span className="mono quiet">{row?.args}</span>
                  </label>
                  {isOn && outcome !== undefined && <Badge tone={OUTCOME_TONES[outcome]}>{outcome}</Badge>}
                  {!isOn && <Badge tone="grey">skipped</Badge>}
                  <IconButton Icon={ArrowUp} label={`Earlier: ${name}`} isDisabled={index === 0} onClick={() => swap(index, -1)} />
                  <IconButton Icon={ArrowDown} label={`Later: ${name}`} isDisabled={index === all.length - 1} onClick={() => swap(index, 1)} />
                </li>
              );
            })}
          </ol>
        </Part>
        <Part title="The view it would give">
          {problem !== null && <p className="bad">{problem}</p>}
          {answer !== null && <ValueTree label="Forked state" value={shown(answer.state.value)} openTo={3} most={24} />}
        </Part>
      </div>
    </>
  );
}
