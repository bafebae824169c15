import { Moon, Sun, Trash2 } from "lucide-react";
import { type ReactNode, useState } from "react";
import { type ActorDetail, SERVER_COMMANDS, SERVER_TOPICS } from "@rivulet/runtime/inspector";
import { useNavigation } from "../frame/navigation.ts";
import { Badge } from "../parts/badge.tsx";
import { Button } from "../parts/button.tsx";
import { Confirm } from "../parts/confirm.tsx";
import { CopyButton } from "../parts/copy-button.tsx";
import { EmptyState } from "../parts/empty-state.tsx";
import { countText, durationText, sizeText } from "../parts/format.ts";
import { Facts, Part } from "../parts/split.tsx";
import { TabSet } from "../parts/tabs.tsx";
import { ActivityDetail, ActivityList } from "./activity-list.tsx";
import { dateText } from "./date-text.ts";
import { ConsoleTab } from "./console-tab.tsx";
import { useAsked, useIsSession, useLink } from "./context.ts";
import { ClientsTab, ConnectionsTab, KvTab, LogTab, ScheduleTab } from "./list-tabs.tsx";
import { StateTab } from "./state-tab.tsx";
import { useActivity } from "./use-activity.ts";
import { useEvery, useFresh } from "./use-every.ts";
import { keyText, STATUS_TONE } from "./words.ts";

const TABS = [["state", "State"], ["activity", "Activity"], ["console", "Console"], ["log", "Log"], ["connections", "Connections"], ["schedule", "Schedule"], ["kv", "KV"], ["clients", "Clients"], ["about", "About"]] as const;

/** What there is to see of one that was destroyed. */
const OF_THE_DEAD: readonly string[] = ["clients", "about", "activity"];

/** One actor: what it holds and does, and what can be done to it. `onChanged`: it is another one now, to whoever lists it. */
export function ActorPanel({ id, onChanged }: { readonly id: string; readonly onChanged: () => void }) {
  const { route, choose } = useNavigation();
  const isSession = useIsSession();
  const [fresh, setFresh] = useState(0);
  const renew = (): void => setFresh((n) => n + 1);
  const activity = useActivity(id, false, renew);
  // Hooks and timers change things of which nobody is told.
  useEvery(5_000, renew);
  const { answer: detail, error, again } = useAsked(SERVER_TOPICS.actor, { id });
  useFresh(fresh, again);
  if (error !== null && detail === null) return <EmptyState title="There is no such actor">{error.message}</EmptyState>;
  if (detail === null) return <EmptyState title="Looking" />;
  const tab = TABS.find(([each]) => each === route.params["tab"])?.[0] ?? "state";
  const bodies: Readonly<Record<(typeof TABS)[number][0], () => ReactNode>> = {
    state: () => <StateTab id={id} fresh={fresh} mayChange={detail.status !== "destroyed" && !isSession} onChanged={renew} />,
    activity: () => <ActivityTab {...activity} />,
    console: () => (isSession ? <EmptyState title="A session cannot be called">Actions run on the server.</EmptyState> : <ConsoleTab id={id} actions={detail.actions} onCalled={renew} />),
    log: () => <LogTab id={id} fresh={fresh} />,
    connections: () => <ConnectionsTab id={id} fresh={fresh} />,
    schedule: () => <ScheduleTab id={id} fresh={fresh} />,
    kv: () => <KvTab id={id} fresh={fresh} />,
    clients: () => <ClientsTab id={id} fresh={fresh} />,
    about: () => <About detail={detail} />,
  };
  return (
    <div className="server-actor">
      <Deeds
        detail={detail}
        onDone={() => {
          renew();
          onChanged();
        }}
      />
      <TabSet label="Of this actor" tabs={TABS} current={tab} onChoose={(next) => choose({ tab: next })}>
        {detail.status === "destroyed" && !OF_THE_DEAD.includes(tab) ? <EmptyState title="It was destroyed">What its clients did in it is remembered for them; all else is gone.</EmptyState> : bodies[tab]()}
      </TabSet>
    </div>
  );
}

/** What can be done to it as a whole. */
function Deeds({ detail: { id, name, key, status, version, connections }, onDone }: { readonly detail: ActorDetail; readonly onDone: () => void }) {
  const link = useLink();
  const mayChange = !useIsSession();
  const [isAsking, setAsking] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const run = (task: Promise<unknown>): void => {
    setFailure(null);
    task.then(onDone, (error: Error) => setFailure(error.message));
  };
  return (
    <div className="server-deeds">
      <Badge tone={STATUS_TONE[status]}>{status}</Badge>
      <span className="quiet">
        {version !== undefined && `version ${version}, `}
        {countText(connections, "connection")}
      </span>
      <span className="spacer" />
      {mayChange && status === "asleep" && (
        <Button Icon={Sun} onClick={() => run(link.do(SERVER_COMMANDS.wake, { id }))}>
          Wake
        </Button>
      )}
      {mayChange && status === "live" && (
        <Button Icon={Moon} onClick={() => run(link.do(SERVER_COMMANDS.sleep, { id }))}>
          Put to sleep
        </Button>
      )}
      {mayChange && status !== "destroyed" && (
        <Button Icon={Trash2} isDangerous onClick={() => setAsking(true)}>
          Destroy
        </Button>
      )}
      {failure !== null && (
        <p className="server-failure" role="alert">
          {failure}
        </p>
      )}
      <Confirm
        isOpen={isAsking}
        title={`Destroy ${name} ${keyText(key)}?`}
        confirm="Destroy it"
        onCancel={() => setAsking(false)}
        onConfirm={() => {
          setAsking(false);
          run(link.do(SERVER_COMMANDS.destroy, { id }));
        }}
      >
        <p>Everything that it holds is gone for good: state, kv, schedule. Who is connected to it is told so.</p>
      </Confirm>
    </div>
  );
}

function ActivityTab({ entries }: ReturnType<typeof useActivity>) {
  const { route, choose } = useNavigation();
  const { n = null } = route.params;
  const chosen = entries.find((entry) => String(entry.n) === n);
  return (
    <div className="server-stack">
      <ActivityList label="What it does" entries={entries} selected={n} onSelect={(entry) => choose({ n: String(entry.n) === n ? null : String(entry.n) })} hasActors={false} />
      {chosen !== undefined && (
        <div className="server-under">
          <ActivityDetail entry={chosen} />
        </div>
      )}
    </div>
  );
}

function About({ detail }: { readonly detail: ActorDetail }) {
  const { id, name, key, createdAt, epoch, epochsBefore, runs, version, snapshot, stored, schema, options, actions, registered } = detail;
  return (
    <>
      <Part title="The actor" end={<CopyButton label="Copy the id" text={() => id} />}>
        <Facts
          rows={[
            ["Name", name],
            ["Key", keyText(key)],
            ["Id", <code key="id">{id}</code>],
            ...(createdAt === undefined ? [] : ([["Created", dateText(createdAt)]] as const)),
            ...(version === undefined ? [] : ([["Version", version]] as const)),
            ...(epoch === undefined ? [] : ([["Epoch", <code key="epoch">{epoch}</code>]] as const)),
            ["Histories before", epochsBefore],
            ["Owned by", countText(runs, "server process", "server processes")],
            ...(snapshot === undefined || stored === undefined ? [] : ([["Snapshot", `of version ${snapshot}, ${sizeText(stored)}`]] as const)),
            ...(schema === undefined ? [] : ([["sync.version", schema]] as const)),
          ]}
        />
      </Part>
      {options !== undefined && (
        <Part title="Options">
          <Facts
            rows={[
              ["Sleeps after", options.noSleep ? "never" : durationText(options.sleepTimeout)],
              ["An action has", durationText(options.actionTimeout)],
              ["Durability", options.durability],
            ]}
          />
        </Part>
      )}
      <Part title="Actions">
        {registered ? (
          <ul className="server-names">
            {actions.map((action) => (
              <li key={action.name}>
                <code>{action.name}</code> {action.kind !== "action" && <Badge tone="blue">{action.kind === "read" ? "reads only" : "server only"}</Badge>}
              </li>
            ))}
          </ul>
        ) : (
          <p className="quiet">The server knows no actors of this name any more.</p>
        )}
      </Part>
    </>
  );
}
