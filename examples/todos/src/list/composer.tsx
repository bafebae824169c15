import { type ClipboardEvent, type FormEvent, type KeyboardEvent, type RefObject, useRef } from "react";
import { flushSync } from "react-dom";
import { useAnnounce } from "../announcer.tsx";
import { PlusIcon } from "../icons.tsx";
import { MAX_TITLE } from "../registry.ts";
import type { TodoConn } from "../rivulet.ts";
import { titlesOf } from "./lines.ts";
import { focusPart, rowsOf } from "./rows.ts";

export const COMPOSER = "new-todo";

export function focusComposer(): void {
  document.getElementById(COMPOSER)?.focus();
}

export interface ComposerProps {
  readonly conn: TodoConn;
  /** The rows, to which new ones are added at the end. */
  readonly list: RefObject<HTMLElement | null>;
}

/** Where new todos are written: one at a time, or pasted as lines. */
export function Composer({ conn, list }: ComposerProps) {
  const input = useRef<HTMLInputElement>(null);
  const announce = useAnnounce();

  const add = (titles: readonly string[]): void => {
    // Rendered at once, so that what was added can be brought into view.
    flushSync(() => titles.forEach((title) => void conn.add(title)));
    lastRow(list.current)?.scrollIntoView({ block: "nearest" });
    announce(titles.length === 1 ? `Added ${titles[0] ?? ""}.` : `Added ${titles.length} todos.`);
  };
  const submitted = (event: FormEvent): void => {
    event.preventDefault();
    const { current: field } = input;
    const title = field?.value.trim() ?? "";
    if (field === null || title === "") return;
    field.value = "";
    field.focus();
    add([title]);
  };
  const pasted = (event: ClipboardEvent<HTMLInputElement>): void => {
    const titles = titlesOf(event.clipboardData.getData("text/plain"));
    if (titles.length < 2) return;
    event.preventDefault();
    add(titles);
  };

  const pressed = (event: KeyboardEvent<HTMLInputElement>): void => {
    const last = lastRow(list.current);
    if (event.key !== "ArrowUp" || event.nativeEvent.isComposing || last === undefined) return;
    event.preventDefault();
    focusPart(last, "check");
  };

  return (
    <form className="composer" onSubmit={submitted}>
      <PlusIcon />
      <input
        ref={input}
        id={COMPOSER}
        className="field"
        type="text"
        aria-label="New todo"
        placeholder="Add a todo"
        maxLength={MAX_TITLE}
        autoComplete="off"
        enterKeyHint="enter"
        onPaste={pasted}
        onKeyDown={pressed}
      />
      <button type="submit" className="button primary">
        Add
      </button>
    </form>
  );
}

function lastRow(list: HTMLElement | null): HTMLElement | undefined {
  return list === null ? undefined : rowsOf(list).at(-1);
}
