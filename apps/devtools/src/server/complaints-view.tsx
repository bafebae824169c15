import { useState } from "react";
import { type Complaint, SERVER_TOPICS } from "@rivulet/runtime/inspector";
import { useNavigation } from "../frame/navigation.ts";
import { Badge, Count } from "../parts/badge.tsx";
import { Button } from "../parts/button.tsx";
import { CopyButton } from "../parts/copy-button.tsx";
import { EmptyState } from "../parts/empty-state.tsx";
import { clockText } from "../parts/format.ts";
import { Facts, Part, Split } from "../parts/split.tsx";
import { type Column, Table } from "../parts/table.tsx";
import { useWatched } from "./context.ts";
import { keyText } from "./words.ts";

const MOST = 1_000;

function useComplaints(): readonly Complaint[] {
  const [entries, setEntries] = useState<readonly Complaint[]>([]);
  useWatched(SERVER_TOPICS.complaints, {}, {
    answer: (answer) => setEntries(answer.entries),
    notice: (notice) => setEntries((before) => [...before, ...notice.entries].slice(-MOST)),
  });
  return entries;
}

const COLUMNS: readonly Column<Complaint>[] = [
  { id: "time", title: "Time", width: "92px", cell: ({ time }) => <span className="mono quiet">{clockText(time)}</span>, isExtra: true },
  { id: "level", title: "Level", width: "64px", cell: ({ level }) => <Badge tone={level === "warn" ? "amber" : "red"}>{level}</Badge> },
  { id: "msg", title: "Message", width: "minmax(0, 2fr)", cell: ({ msg, error }) => `${msg}${error === undefined ? "" : `: ${error.split("\n", 1)[0] ?? ""}`}` },
  { id: "actor", title: "Actor", width: "minmax(0, 1fr)", cell: ({ actor }) => (actor === undefined ? "" : `${actor.name} ${keyText(actor.key)}`), isExtra: true },
];

/** Warnings and errors of the server's log, with their full text. */
export function ComplaintsView() {
  const { route, choose, go } = useNavigation();
  const entries = useComplaints();
  const { n = null } = route.params;
  const selected = entries.find((entry) => String(entry.n) === n);
  const actorId = selected?.actor?.id;
  return (
    <Split
      label={selected?.msg ?? ""}
      onClose={() => choose({ n: null })}
      list={
        <Table
          label="Warnings and errors"
          rows={entries}
          columns={COLUMNS}
          keyOf={(entry) => String(entry.n)}
          selected={n}
          onSelect={(entry) => choose({ n: String(entry.n) })}
          toneOf={({ level }) => (level === "warn" ? "amber" : "red")}
          empty={<EmptyState title="No warnings and no errors">What the server's log complains of is shown here, with its full text.</EmptyState>}
          isFollowing
        />
      }
      detail={
        selected === undefined ? null : (
          <>
            <Part title="What was logged" end={<CopyButton label="Copy the text" text={() => `${selected.msg}\n${selected.error ?? ""}`} />}>
              <Facts
                rows={[
                  ["At", clockText(selected.time)],
                  ...(selected.action === undefined ? [] : ([["In", selected.action]] as const)),
                  ...(selected.actor === undefined ? [] : ([["Actor", `${selected.actor.name} ${keyText(selected.actor.key)}`]] as const)),
                ]}
              />
              {actorId !== undefined && <Button onClick={() => go("server", "actors", { id: actorId })}>The actor</Button>}
            </Part>
            <Part title="Message">
              <pre className="server-text">{selected.msg}</pre>
            </Part>
            {selected.error !== undefined && (
              <Part title="Error">
                <pre className="server-text">{selected.error}</pre>
              </Part>
            )}
          </>
        )
      }
    />
  );
}

/** How many errors there are, for as long as one looks at the server: a panel in an app's page connects to none before. */
export function ComplaintsCount() {
  const { route } = useNavigation();
  return route.section === "server" ? <ErrorCount /> : null;
}

function ErrorCount() {
  const errors = useComplaints().filter(({ level }) => level !== "warn");
  return <Count value={errors.length} tone="red" label="errors" />;
}
