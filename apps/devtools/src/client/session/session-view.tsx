import { CLIENT_TOPICS } from "@rivulet/runtime/inspector";
import { download } from "../../parts/download.ts";
import { countText } from "../../parts/format.ts";
import { SessionFile } from "../../parts/session-file.tsx";
import { useLink } from "../data/link.ts";
import { useLive } from "../data/live.ts";

/** Keeps what was recorded as a file, or looks at such a file in the place of the page. */
export function SessionView() {
  const link = useLink();
  const inspector = useLive(link.inspector);
  const session = useLive(link.session);
  const { rows } = useLive(link.timeline);
  const entries = countText(rows.length, "entry", "entries");
  return (
    <SessionFile
      holds={`${entries} of this record, to be looked at on another machine.`}
      stays="names of actors, actions and properties stay"
      session={session === null ? null : { name: session, holds: entries, back: "Back to the page" }}
      onSave={async (redact) => download("rivulet-session.json", (await inspector.ask(CLIENT_TOPICS.session, { redact })).text)}
      onOpen={link.load}
      onBack={link.resume}
    />
  );
}
