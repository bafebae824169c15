import type { RejectedAction } from "@rivulet/runtime/local";
import { useRef } from "react";
import { isFocusSeen } from "../focus.ts";
import { WarningIcon } from "../icons.tsx";
import { focusComposer } from "../list/composer.tsx";
import { EVERYONES, type TodoConn, useActorState } from "../rivulet.ts";
import { byReason, type Refusal } from "./by-reason.ts";
import { describeAction } from "./describe-action.ts";
import { useInView } from "./use-in-view.ts";
import { useSpokenRefusals } from "./use-spoken-refusals.ts";

export interface RejectedProps {
  readonly conn: TodoConn;
  readonly rejected: readonly RejectedAction[];
}

/** What the server has refused, and why. Nothing leaves this box unless somebody says what is to become of it. */
export function Rejected({ conn, rejected }: RejectedProps) {
  const titles = useActorState(EVERYONES, (state) => Object.fromEntries(state.items.map(({ id, title }) => [id, title])));
  const refusals = rejected.map(({ id, name, args, error }): Refusal => {
    return { id, what: describeAction({ name, args }, (todo) => titles?.[todo]), why: error.message };
  });
  useSpokenRefusals(refusals);
  const box = useRef<HTMLElement>(null);
  const isInView = useInView(box, refusals.length > 0);
  if (refusals.length === 0) return null;

  const { outbox } = conn;
  /** Another tab may have been faster. */
  const isThere = (id: string): boolean => outbox.rejected.some((action) => action.id === id);
  const retry = (ids: readonly string[]): void => {
    leave(box.current, ids);
    for (const id of ids) if (isThere(id)) void outbox.retry(id);
  };
  const discard = (ids: readonly string[]): void => {
    leave(box.current, ids);
    for (const id of ids) void outbox.discard(id);
  };
  const all = refusals.map(({ id }) => id);

  return (
    <>
      <section ref={box} className="rejected" aria-labelledby="rejected-heading">
        <h2 id="rejected-heading">
          <WarningIcon />
          Not accepted by the server
        </h2>
        {[...byReason(refusals)].map(([why, group]) => (
          <div key={why} className="refused">
            <p>{why}</p>
            <ul role="list">
              {group.map(({ id, what }) => (
                <li key={id} className="refusal" data-refusal={id}>
                  <p className="what">{what}</p>
                  <div className="choice">
                    <button type="button" className="button" aria-label={`Retry: ${what}`} onClick={() => retry([id])}>
                      Retry
                    </button>
                    <button
                      type="button"
                      className="button quiet"
                      aria-label={`Discard: ${what}`}
                      onClick={() => discard([id])}
                    >
                      Discard
                    </button>
                  </div>
                </li>
              ))}
            </ul>
          </div>
        ))}
        {refusals.length > 1 && (
          <div className="choice all">
            <button type="button" className="button" onClick={() => retry(all)}>
              Retry all
            </button>
            <button type="button" className="button quiet" onClick={() => discard(all)}>
              Discard all
            </button>
          </div>
        )}
      </section>
      {!isInView && (
        <button type="button" className="button elsewhere" onClick={() => focusFirst(box.current)}>
          <WarningIcon />
          {refusals.length === 1 ? "1 change not accepted" : `${refusals.length} changes not accepted`}
        </button>
      )}
    </>
  );
}

function focusFirst(box: HTMLElement | null): void {
  box?.scrollIntoView({ block: "center" });
  box?.querySelector<HTMLElement>("[data-refusal] button")?.focus({ preventScroll: true });
}

/** Refusals go away with their buttons: the focus goes on to the one that comes next. */
function leave(box: HTMLElement | null, ids: readonly string[]): void {
  if (box === null || !isFocusSeen()) return;
  const entries = [...box.querySelectorAll<HTMLElement>("[data-refusal]")];
  const isStaying = (entry: HTMLElement): boolean => !ids.includes(entry.dataset["refusal"] ?? "");
  const last = entries.findLastIndex((entry) => !isStaying(entry));
  const next = entries.slice(last).find(isStaying) ?? entries.findLast(isStaying);
  const button = next?.querySelector("button");
  if (button === null || button === undefined) focusComposer();
  else button.focus();
}
