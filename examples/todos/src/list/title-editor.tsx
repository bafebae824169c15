import { type FocusEvent, type KeyboardEvent, useEffect, useRef } from "react";
import { DownIcon, UpIcon } from "../icons.tsx";
import { MAX_TITLE } from "../registry.ts";

export interface TitleEditorProps {
  readonly title: string;
  readonly isFirst: boolean;
  readonly isLast: boolean;
  readonly onMove: (step: 1 | -1) => void;
  /** What was typed, or `null` where it is not wanted; and whether a key ended it or the focus went elsewhere. */
  readonly onEnd: (typed: string | null, by: "key" | "leaving") => void;
}

/** A row's title as a field, and what moves the row without dragging. */
export function TitleEditor({ title, isFirst, isLast, onMove, onEnd }: TitleEditorProps) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    input.current?.focus();
    input.current?.select();
  }, []);

  const pressed = (event: KeyboardEvent<HTMLElement>): void => {
    // While an input method composes, these keys are its own.
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Escape") onEnd(null, "key");
    else if (event.key === "Enter" && event.target === input.current) onEnd(input.current.value, "key");
    else return;
    // Or the key would go on to press the button that is focused by now.
    event.preventDefault();
  };
  const left = ({ relatedTarget, currentTarget }: FocusEvent<HTMLElement>): void => {
    if (!currentTarget.contains(relatedTarget)) onEnd(input.current?.value ?? null, "leaving");
  };

  return (
    <div className="editor" onKeyDown={pressed} onBlur={left}>
      <input
        ref={input}
        type="text"
        className="field"
        data-part="edit"
        aria-label={`Rename ${title}`}
        defaultValue={title}
        maxLength={MAX_TITLE}
        autoComplete="off"
        enterKeyHint="done"
      />
      {/* A press must not take the focus: where buttons get none, the editor would be left and gone. */}
      <div className="editor-tools" onPointerDown={(event) => event.preventDefault()}>
        <button type="button" className="tool" aria-label="Move up" disabled={isFirst} onClick={() => onMove(-1)}>
          <UpIcon />
        </button>
        <button type="button" className="tool" aria-label="Move down" disabled={isLast} onClick={() => onMove(1)}>
          <DownIcon />
        </button>
      </div>
    </div>
  );
}
