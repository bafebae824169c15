import { useAnnounce } from "./announcer.tsx";
import { isFocusSeen } from "./focus.ts";
import { focusComposer } from "./list/composer.tsx";
import { MAX_OPEN } from "./registry.ts";
import { EVERYONES, type TodoConn, useActorState } from "./rivulet.ts";

/** How many todos there are, and the way to be rid of those that are done. */
export function Counts({ conn }: { readonly conn: TodoConn }) {
  const counts = useActorState(EVERYONES, ({ items }) => {
    const done = items.filter(({ doneAt }) => doneAt !== null).length;
    return { open: items.length - done, done };
  });
  const announce = useAnnounce();
  const { open, done } = counts ?? { open: 0, done: 0 };

  const clear = (): void => {
    // The button goes away with what it clears.
    if (isFocusSeen()) focusComposer();
    void conn.clearDone();
    announce(`Cleared ${done} done.`);
  };

  return (
    <div className="counts">
      <p>
        <span className="count">{`${open} of ${MAX_OPEN} open`}</span>
        {done > 0 && <span className="count">{`${done} done`}</span>}
      </p>
      {done > 0 && (
        <button type="button" className="button quiet" onClick={clear}>
          Clear done
        </button>
      )}
    </div>
  );
}
