import { Eraser, Pause, Play } from "lucide-react";
import { useMemo, useState } from "react";
import { useNavigation } from "../frame/navigation.ts";
import { Button, IconButton } from "../parts/button.tsx";
import { Split } from "../parts/split.tsx";
import { SearchField, SelectField, Spacer, Toolbar } from "../parts/toolbar.tsx";
import { ActivityDetail, ActivityList } from "./activity-list.tsx";
import { useActivity } from "./use-activity.ts";
import { activityText, keyText } from "./words.ts";

const KINDS = [["", "everything"], ["action", "actions"], ["failed", "what failed"], ["event", "events"], ["life", "waking and sleeping"], ["command", "what inspectors did"]] as const;

/** What all actors do. */
export function ActivityView() {
  const { route, choose, go } = useNavigation();
  const [isPaused, setPaused] = useState(false);
  const { entries, missed, clear } = useActivity(undefined, isPaused);
  const { n = null, search = "", kind = "", action } = route.params;
  const shown = useMemo(() => {
    const wanted = search.toLowerCase();
    return entries.filter((entry) => {
      if (action !== undefined && !(entry.what === "action" && entry.actionId === action)) return false;
      if (kind === "failed" ? !("error" in entry && entry.error !== undefined) : kind !== "" && entry.what !== kind) return false;
      return wanted === "" || `${entry.name} ${keyText(entry.key)} ${activityText(entry)}`.toLowerCase().includes(wanted);
    });
  }, [entries, search, kind, action]);
  const selected = entries.find((entry) => String(entry.n) === n) ?? null;
  return (
    <>
      <Toolbar label="Activity">
        <SearchField label="Search activity" value={search} onChange={(text) => choose({ search: text === "" ? null : text })} />
        <SelectField label="Show" value={KINDS.find(([each]) => each === kind)?.[0] ?? ""} options={KINDS} onChange={(next) => choose({ kind: next === "" ? null : next })} />
        {action !== undefined && <Button onClick={() => choose({ action: null })}>{`action ${action.slice(0, 8)}… ×`}</Button>}
        <Spacer />
        {missed > 0 && <span className="quiet">{missed.toLocaleString("en")} more were too many to tell</span>}
        <IconButton Icon={isPaused ? Play : Pause} label={isPaused ? "Go on" : "Pause"} isPressed={isPaused} onClick={() => setPaused(!isPaused)} />
        <IconButton Icon={Eraser} label="Clear" onClick={clear} />
      </Toolbar>
      <Split
        label={selected === null ? "" : activityText(selected)}
        onClose={() => choose({ n: null })}
        list={<ActivityList label="Activity" entries={shown} selected={n} onSelect={(entry) => choose({ n: String(entry.n) })} hasActors />}
        detail={
          selected === null ? null : (
            <>
              <div className="server-links">
                <Button onClick={() => go("server", "actors", { id: selected.id })}>The actor</Button>
              </div>
              <ActivityDetail entry={selected} />
            </>
          )
        }
      />
    </>
  );
}
