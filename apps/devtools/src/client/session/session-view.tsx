import { CLIENT_TOPICS } from "@rivulet/runtime/inspector";
import { Download, FolderOpen, Undo2 } from "lucide-react";
import { useRef, useState } from "react";
import { Button } from "../../parts/button.tsx";
import { countText } from "../../parts/format.ts";
import { Part } from "../../parts/split.tsx";
import { download } from "../data/download.ts";
import { useLink } from "../data/link.ts";
import { useLive } from "../data/live.ts";

/** Keeps what was recorded as a file, or looks at such a file in the place of the page. */
export function SessionView() {
  const link = useLink();
  const inspector = useLive(link.inspector);
  const session = useLive(link.session);
  const { rows } = useLive(link.timeline);
  const [problem, setProblem] = useState<string | null>(null);
  const [isRedacted, setRedacted] = useState(true);
  const file = useRef<HTMLInputElement>(null);

  const save = (): void => {
    inspector.ask(CLIENT_TOPICS.session, { redact: isRedacted }).then(
      ({ text }) => download("rivulet-session.json", text),
      (error: Error) => setProblem(error.message),
    );
  };
  const open = async (given: File | undefined): Promise<void> => {
    if (given === undefined) return;
    try {
      link.load(given.name, await given.text());
      setProblem(null);
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <div className="scroll">
      {problem !== null && <p className="bad pad" role="alert">{problem}</p>}
      {session !== null && (
        <Part title="Looking at a session" end={<Button Icon={Undo2} onClick={link.resume}>Back to the page</Button>}>
          <p>
            <code>{session}</code>, {countText(rows.length, "entry", "entries")}
          </p>
        </Part>
      )}
      <Part title="Export">
        <p className="quiet">{countText(rows.length, "entry", "entries")} of this record, to be looked at on another machine.</p>
        <label className="switch">
          <input type="checkbox" checked={isRedacted} onChange={({ target }) => setRedacted(target.checked)} /> Without values: texts and numbers are disguised; names of actors,
          actions and properties stay
        </label>
        <Button Icon={Download} onClick={save}>
          Export the session
        </Button>
      </Part>
      <Part title="Import">
        <p className="quiet">A file that was exported here. The page goes on meanwhile.</p>
        <input ref={file} type="file" accept="application/json,.json" aria-label="Session file" className="hidden" tabIndex={-1} onChange={({ target }) => void open(target.files?.[0])} />
        <Button Icon={FolderOpen} onClick={() => file.current?.click()}>
          Open a session
        </Button>
      </Part>
    </div>
  );
}
