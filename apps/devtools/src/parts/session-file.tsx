import { Download, FolderOpen, Undo2 } from "lucide-react";
import { type ReactNode, useRef, useState } from "react";
import { Button } from "./button.tsx";
import { Part } from "./split.tsx";

export interface SessionFileProps {
  /** What a file would hold, and where it may be looked at. */
  readonly holds: ReactNode;
  /** What stays in it though its values are left out. */
  readonly stays: string;
  /** What is looked at in the place of what is there: its name, and what is in it; `null` where nothing is. */
  readonly session: { readonly name: string; readonly holds: ReactNode; readonly back: string } | null;
  readonly isDisabled?: boolean;
  /** Makes a file. What it rejects with is shown. */
  readonly onSave: (redact: boolean) => Promise<void>;
  /** Looks at a file. What it throws is shown. */
  readonly onOpen: (name: string, text: string) => void;
  readonly onBack: () => void;
}

/** Keeps what is looked at as a file, or looks at such a file in its place. */
export function SessionFile({ holds, stays, session, isDisabled = false, onSave, onOpen, onBack }: SessionFileProps) {
  const [problem, setProblem] = useState<string | null>(null);
  const [isRedacted, setRedacted] = useState(true);
  const [isBusy, setBusy] = useState(false);
  const file = useRef<HTMLInputElement>(null);

  const attempt = async (task: () => Promise<void>): Promise<void> => {
    setBusy(true);
    try {
      await task();
      setProblem(null);
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    } finally {
      setBusy(false);
    }
  };
  const open = (given: File | undefined): void => {
    if (given !== undefined) void attempt(async () => onOpen(given.name, await given.text()));
  };
  return (
    <div className="scroll">
      {problem !== null && (
        <p className="bad pad" role="alert">
          {problem}
        </p>
      )}
      {session !== null && (
        <Part
          title="Looking at a session"
          end={
            <Button Icon={Undo2} onClick={onBack}>
              {session.back}
            </Button>
          }
        >
          <p>
            <code>{session.name}</code>, {session.holds}
          </p>
        </Part>
      )}
      <Part title="Export">
        <p className="quiet">{holds}</p>
        <label className="switch">
          <input type="checkbox" checked={isRedacted} onChange={({ target }) => setRedacted(target.checked)} /> Without values: texts and numbers are disguised; {stays}
        </label>
        <Button Icon={Download} isDisabled={isDisabled || isBusy} onClick={() => void attempt(() => onSave(isRedacted))}>
          {isBusy ? "Gathering…" : "Export the session"}
        </Button>
      </Part>
      <Part title="Import">
        <p className="quiet">A file that was exported here. What is there goes on meanwhile.</p>
        <input ref={file} type="file" accept="application/json,.json" aria-label="Session file" className="hidden" tabIndex={-1} onChange={({ target }) => open(target.files?.[0])} />
        <Button Icon={FolderOpen} onClick={() => file.current?.click()}>
          Open a session
        </Button>
      </Part>
    </div>
  );
}
