import { download } from "../../parts/download.ts";
import { SessionFile } from "../../parts/session-file.tsx";
import { useLink, useLinkState } from "../context.ts";
import { dateText } from "../date-text.ts";
import { MOST_ACTORS, takeSession } from "./take-session.ts";

/** Keeps what the server shows as a file, or looks at such a file in the place of the server. */
export function SessionView() {
  const link = useLink();
  const state = useLinkState();
  const inspector = state.at === "open" ? state.inspector : null;
  const session = state.at === "open" ? state.session : null;
  return (
    <SessionFile
      holds={`The first ${MOST_ACTORS} actors with all that is shown of each, what they did while somebody looked, warnings, errors and metrics. Nobody wakes for it.`}
      stays="names and keys of actors, names of actions and properties, ids and error codes stay"
      session={session === null || state.at !== "open" ? null : { name: session, holds: `of ${dateText(state.welcome.time)}, Rivulet ${state.welcome.version}`, back: "Back to the server" }}
      isDisabled={inspector === null || session !== null}
      onSave={async (isRedacted) => {
        if (inspector !== null) download("rivulet-server.json", await takeSession(inspector, { now: Date.now(), isRedacted }));
      }}
      onOpen={link.load}
      onBack={link.resume}
    />
  );
}
