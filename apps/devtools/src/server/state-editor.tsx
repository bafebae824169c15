import { useState } from "react";
import { SERVER_COMMANDS, toJson } from "@rivulet/runtime/inspector";
import { Button } from "../parts/button.tsx";
import { Confirm } from "../parts/confirm.tsx";
import { type Path, pathText, valueText } from "../parts/flatten.ts";
import { readJson } from "../parts/read-json.ts";
import { useLink } from "./context.ts";

export interface StateEditorProps {
  readonly id: string;
  readonly path: Path;
  readonly value: unknown;
  /** Whether only a part of it is known here. */
  readonly isCut: boolean;
  readonly mayChange: boolean;
  readonly onEnter: () => void;
  readonly onClose: () => void;
  readonly onChanged: () => void;
}

/** A value of the state, to be changed after one has said so twice. */
export function StateEditor({ id, path, value, isCut, mayChange, onEnter, onClose, onChanged }: StateEditorProps) {
  const link = useLink();
  // What was there when one began: if it is not there any more, nothing is changed.
  const [before] = useState(() => JSON.stringify(toJson(value), null, 2) ?? '["$Undefined",0]');
  const [text, setText] = useState(before);
  const [asking, setAsking] = useState<"set" | "delete" | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const next = readJson(text);
  const isContainer = typeof value === "object" && value !== null && !(value instanceof Date);

  const change = (): void => {
    setAsking(null);
    if (asking === null || (asking === "set" && next === null)) return;
    const how = asking === "set" && next !== null ? ({ how: "set", value: next.value } as const) : ({ how: "delete" } as const);
    const expected: unknown = JSON.parse(before);
    link.do(SERVER_COMMANDS.edit, { id, path: path.map(toJson), change: how, expected: { value: expected } }).then(
      () => {
        onChanged();
        onClose();
      },
      (error: Error) => setFailure(error.message),
    );
  };

  return (
    <section className="server-under server-editor" aria-label="The chosen value">
      <header className="part-head">
        <h3 className="mono clip">{pathText(path)}</h3>
        <span className="server-links">
          {isContainer && path.length > 0 && <Button onClick={onEnter}>Look inside</Button>}
          <Button onClick={onClose}>Close</Button>
        </span>
      </header>
      <textarea
        className="server-input mono"
        aria-label={`Value of ${pathText(path)}`}
        spellCheck={false}
        rows={Math.min(12, Math.max(2, text.split("\n").length))}
        value={text}
        readOnly={isCut || !mayChange}
        onChange={({ target }) => setText(target.value)}
      />
      {isCut ? (
        <p className="quiet">It is too large to be shown whole, so it cannot be changed as a whole. Look inside.</p>
      ) : (
        mayChange && (
          <div className="server-links">
            <Button isDisabled={next === null || text === before} onClick={() => setAsking("set")}>
              Change…
            </Button>
            {path.length > 0 && (
              <Button isDangerous onClick={() => setAsking("delete")}>
                Delete…
              </Button>
            )}
            <span className="quiet">{next === null ? "This is no JSON." : "JSON; what JSON lacks has a tag, as in [\"$Date\", 0]."}</span>
          </div>
        )
      )}
      {failure !== null && (
        <p className="server-failure" role="alert">
          {failure}
        </p>
      )}
      <Confirm
        isOpen={asking !== null}
        title={asking === "delete" ? `Delete ${pathText(path)}?` : `Change ${pathText(path)}?`}
        confirm={asking === "delete" ? "Delete it" : "Change it"}
        onCancel={() => setAsking(null)}
        onConfirm={change}
      >
        <p>
          It is now <code>{valueText(value, 200)}</code>.
        </p>
        <p>Everybody who follows the actor sees the change at once, and it is written to the server's log.</p>
      </Confirm>
    </section>
  );
}
