import { type KeyboardEvent, useCallback, useRef } from "react";
import { useAnnounce } from "../announcer.tsx";
import { EVERYONES, type TodoConn, useActorState } from "../rivulet.ts";
import { Composer, focusComposer } from "./composer.tsx";
import { isMove, landingOf } from "./order.ts";
import { focusPart, partOf, rowAround, rowsOf } from "./rows.ts";
import { TodoRow } from "./todo-row.tsx";
import { useKeptFocus } from "./use-kept-focus.ts";
import { useSorting } from "./use-sorting.ts";

const NONE: readonly string[] = [];

function idsOf({ items }: { readonly items: readonly { readonly id: string }[] }): readonly string[] {
  return items.map(({ id }) => id);
}

export interface TodoListProps {
  readonly conn: TodoConn;
  /** The todos about which the server has not been heard yet. */
  readonly waiting: ReadonlySet<string>;
}

/** The rows and the field for a new one. Knows only which todos there are, in which order: each row follows its own. */
export function TodoList({ conn, waiting }: TodoListProps) {
  const known = useActorState(EVERYONES, idsOf);
  const ids = known ?? NONE;
  const list = useRef<HTMLUListElement>(null);
  const announce = useAnnounce();

  const moveTo = useCallback(
    (id: string, before: string | null) => {
      if (conn.state === undefined || !isMove(idsOf(conn.state), id, before)) return;
      void conn.move(id, before);
      const { items } = conn.state;
      const index = items.findIndex((todo) => todo.id === id);
      announce(`${items[index]?.title ?? ""}: ${index + 1} of ${items.length}.`);
    },
    [conn, announce],
  );
  const moveBy = useCallback(
    (id: string, step: 1 | -1) => {
      const before = landingOf(conn.state === undefined ? NONE : idsOf(conn.state), id, step);
      if (before !== undefined) moveTo(id, before);
    },
    [conn, moveTo],
  );

  const grab = useSorting(list, ids, moveTo);
  const keepFocus = useKeptFocus(list, ids, focusComposer);

  return (
    <>
      {known?.length === 0 && (
        <p className="empty">
          <strong>Nothing to do</strong>
          Write the first todo, then open this page in a second window and watch it arrive.
        </p>
      )}
      <ul
        ref={list}
        className="list"
        role="list"
        aria-label="Todos"
        hidden={ids.length === 0}
        onPointerDown={grab}
        onKeyDown={goToNeighbour}
        {...keepFocus}
      >
        {ids.map((id, index) => (
          <TodoRow
            key={id}
            id={id}
            conn={conn}
            isWaiting={waiting.has(id)}
            isFirst={index === 0}
            isLast={index === ids.length - 1}
            onMove={moveBy}
          />
        ))}
      </ul>
      <Composer conn={conn} list={list} />
    </>
  );
}

/** The arrow keys lead to the same place in the row above or below, and from the last row to the new todo. */
function goToNeighbour(event: KeyboardEvent<HTMLElement>): void {
  const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
  const row = rowAround(event.target);
  if (step === 0 || row === null || event.defaultPrevented || event.altKey || isText(event.target)) return;
  event.preventDefault();
  const rows = rowsOf(event.currentTarget);
  const index = rows.indexOf(row) + step;
  const next = rows[index];
  if (next !== undefined) focusPart(next, partOf(event.target));
  else if (index > 0) focusComposer();
}

function isText(target: EventTarget): boolean {
  return target instanceof HTMLInputElement && target.type === "text";
}
