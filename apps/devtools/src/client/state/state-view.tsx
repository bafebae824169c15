import { CLIENT_TOPICS } from "@rivulet/runtime/inspector";
import { useMemo } from "react";
import { useNavigation } from "../../frame/navigation.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { type Path, pathId, pathText } from "../../parts/flatten.ts";
import { Split } from "../../parts/split.tsx";
import { Toolbar } from "../../parts/toolbar.tsx";
import { ValueTree } from "../../parts/value-tree.tsx";
import { ActorField } from "../data/actor-field.tsx";
import { useLink } from "../data/link.ts";
import { useLive } from "../data/live.ts";
import { useActor } from "../data/use-actor.ts";
import { useAsk } from "../data/use-ask.ts";
import { shown } from "../timeline/action-detail.tsx";
import { Scrubber } from "./scrubber.tsx";
import { Writers } from "./writers.tsx";

/** The view, now or at any moment of the record, with what waited then or part of it; and who wrote each value of it. */
export function StateView() {
  const { route, choose } = useNavigation();
  const { actor } = useActor();
  const timeline = useLive(useLink().timeline);
  const at = route.params["at"] === undefined ? null : Number(route.params["at"]);
  const rows = route.params["rows"] === undefined ? null : Number(route.params["rows"]);
  const params = actor === null ? null : { actor, ...(at !== null && { n: at }), ...(rows !== null && { rows }) };
  const { answer, problem } = useAsk(CLIENT_TOPICS.view, params, at === null ? timeline : null);
  const value = useMemo(() => (answer === null ? undefined : shown(answer.state.value)), [answer]);
  const path = route.params["path"] === undefined ? null : pathOf(route.params["path"]);

  if (actor === null) return <EmptyState title="No replica yet">An actor that the page connects to has its state here.</EmptyState>;
  return (
    <Split
      list={
        <>
          <Toolbar label="State">
            <ActorField />
            <span className="quiet">{answer === null ? "" : answer.version === null ? "no confirmed state" : `version ${answer.version}`}</span>
          </Toolbar>
          <Scrubber actor={actor} at={at} rows={rows} waiting={answer?.shown ?? []} onChange={(next) => choose({ at: next.at === null ? null : String(next.at), rows: next.rows === null ? null : String(next.rows) })} />
          {problem !== null ? (
            <EmptyState title="Nothing is recorded">{problem}</EmptyState>
          ) : answer !== null && !answer.isKnown ? (
            <EmptyState title="The state was not known">Neither the server nor the device had told it at this moment.</EmptyState>
          ) : (
            <ValueTree label={`State of ${actor}`} value={value} openTo={3} selected={path === null ? null : pathId(path)} onSelect={(next) => choose({ path: JSON.stringify(next) })} />
          )}
        </>
      }
      detail={path === null ? null : <Writers actor={actor} path={path} n={at} />}
      label={path === null ? "" : `Who wrote ${pathText(path)}`}
      onClose={() => choose({ path: null })}
    />
  );
}

function pathOf(text: string): Path | null {
  try {
    const path: unknown = JSON.parse(text);
    return Array.isArray(path) ? path : null;
  } catch {
    return null;
  }
}
