import { type KeyboardEvent, memo, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { useAnnounce } from "../announcer.tsx";
import { CrossIcon, GripIcon, WaitingIcon } from "../icons.tsx";
import { EVERYONES, type TodoConn, useActorState } from "../rivulet.ts";
import { partOf } from "./rows.ts";
import { TitleEditor } from "./title-editor.tsx";

export interface TodoRowProps {
  readonly id: string;
  readonly conn: TodoConn;
  readonly isWaiting: boolean;
  readonly isFirst: boolean;
  readonly isLast: boolean;
  readonly onMove: (id: string, step: 1 | -1) => void;
}

/** One todo. Renders again only when this todo changes. */
export const TodoRow = memo(function TodoRow({ id, conn, isWaiting, isFirst, isLast, onMove }: TodoRowProps) {
  const todo = useActorState(EVERYONES, (state) => state.items.find((each) => each.id === id));
  const [isEditing, setEditing] = useState(false);
  const titleButton = useRef<HTMLButtonElement>(null);
  const announce = useAnnounce();
  if (todo === undefined) return null;
  const { title, doneAt } = todo;
  const waitingId = `${id}-waiting`;

  const remove = (): void => {
    void conn.remove(id);
    announce(`Removed ${title}.`);
  };

  const endEditing = (typed: string | null, by: "key" | "leaving"): void => {
    const next = typed?.trim() ?? "";
    if (next !== "" && next !== title) void conn.rename(id, next);
    if (by === "leaving") return setEditing(false);
    // The button has to be there before it can be focused.
    flushSync(() => setEditing(false));
    titleButton.current?.focus();
  };

  const pressed = (event: KeyboardEvent<HTMLElement>): void => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : null;
    const part = partOf(event.target);
    if (step !== null && (event.altKey || part === "move")) onMove(id, step);
    else if (event.key === "F2") setEditing(true);
    else if (event.key === "Delete" && part !== "edit") remove();
    else return;
    event.preventDefault();
  };

  return (
    <li className="row" data-id={id} data-done={doneAt !== null || undefined} onKeyDown={pressed}>
      <input
        type="checkbox"
        className="check"
        data-part="check"
        aria-label={title}
        aria-describedby={isWaiting ? waitingId : undefined}
        aria-keyshortcuts="F2 Delete Alt+ArrowUp Alt+ArrowDown"
        checked={doneAt !== null}
        onChange={({ target }) => void conn.toggle(id, target.checked)}
      />
      {isEditing ? (
        <TitleEditor
          title={title}
          isFirst={isFirst}
          isLast={isLast}
          onMove={(step) => onMove(id, step)}
          onEnd={endEditing}
        />
      ) : (
        <button ref={titleButton} type="button" className="title" data-part="title" onClick={() => setEditing(true)}>
          <span className="heard">Rename </span>
          <span className="words">{title}</span>
        </button>
      )}
      {isWaiting && (
        <span className="waiting" id={waitingId} title="Saved, and not on the server yet">
          <WaitingIcon />
          <span className="waiting-word">Waiting</span>
          <span className="heard"> for the server</span>
        </span>
      )}
      <button
        type="button"
        className="tool move"
        data-part="move"
        aria-label={`Move ${title}`}
        aria-describedby="move-help"
      >
        <GripIcon />
      </button>
      <button type="button" className="tool remove" data-part="remove" aria-label={`Remove ${title}`} onClick={remove}>
        <CrossIcon />
      </button>
    </li>
  );
});
