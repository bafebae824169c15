import { RefreshCw } from "lucide-react";
import { type ActorRow, type ActorStatus, SERVER_TOPICS } from "@rivulet/runtime/inspector";
import { useNavigation } from "../frame/navigation.ts";
import { Badge } from "../parts/badge.tsx";
import { IconButton } from "../parts/button.tsx";
import { EmptyState } from "../parts/empty-state.tsx";
import { Split } from "../parts/split.tsx";
import { type Column, Table } from "../parts/table.tsx";
import { SearchField, SelectField, Spacer, Toolbar } from "../parts/toolbar.tsx";
import { ActorPanel } from "./actor-panel.tsx";
import { useAsked, usePaged } from "./context.ts";
import { dateText } from "./date-text.ts";
import { useEvery } from "./use-every.ts";
import { keyText, STATUS_TONE } from "./words.ts";

const STATUSES = [["", "all but destroyed"], ["live", "live"], ["asleep", "asleep"], ["destroyed", "destroyed"]] as const satisfies readonly (readonly [ActorStatus | "", string])[];

const COLUMNS: readonly Column<ActorRow>[] = [
  { id: "status", title: "Status", width: "76px", cell: ({ status }) => <Badge tone={STATUS_TONE[status]}>{status}</Badge> },
  { id: "name", title: "Name", width: "minmax(0, 1fr)", cell: ({ name }) => name },
  { id: "key", title: "Key", width: "minmax(0, 2fr)", cell: ({ key }) => <span className="mono">{keyText(key)}</span> },
  { id: "connections", title: "Connections", width: "84px", cell: ({ connections }) => connections, isNumber: true, isExtra: true },
  { id: "created", title: "Created", width: "132px", cell: ({ createdAt }) => (createdAt === undefined ? "" : dateText(createdAt)), isExtra: true },
];

/** Every actor of the server, whether it is awake or not, and the one that is chosen. */
export function ActorsView() {
  const { route, choose } = useNavigation();
  const { search = "", name = "", status: wanted = "", id = null } = route.params;
  const status = STATUSES.find(([each]) => each === wanted)?.[0] ?? "";
  const { answer: kinds } = useAsked(SERVER_TOPICS.kinds, {});
  const list = usePaged<ActorRow, typeof SERVER_TOPICS.actors>(
    SERVER_TOPICS.actors,
    { ...(search !== "" && { search }), ...(name !== "" && { name }), ...(status !== "" && { status }) },
    ({ items, next }) => (next === undefined ? { items } : { items, next }),
  );
  useEvery(5_000, list.again);
  const chosen = list.items.find((row) => row.id === id);
  const isNarrowed = search !== "" || name !== "" || status !== "";
  return (
    <>
      <Toolbar label="Actors">
        <SearchField label="Search keys and ids" value={search} onChange={(text) => choose({ search: text === "" ? null : text })} />
        <SelectField
          label="Name"
          value={name}
          options={[["", "every name"], ...(kinds?.kinds ?? []).map((kind) => [kind.name, kind.name] as const)]}
          onChange={(next) => choose({ name: next === "" ? null : next })}
        />
        <SelectField label="Status" value={status} options={STATUSES} onChange={(next) => choose({ status: next === "" ? null : next })} />
        <Spacer />
        <span className="quiet server-total">{`${list.items.length.toLocaleString("en")}${list.isWhole ? "" : "+"}`}</span>
        <IconButton Icon={RefreshCw} label="Look again" onClick={list.again} />
      </Toolbar>
      <Split
        label={chosen === undefined ? "Actor" : `${chosen.name} ${keyText(chosen.key)}`}
        onClose={() => choose({ id: null, tab: null })}
        list={
          <Table
            label="Actors"
            rows={list.items}
            columns={COLUMNS}
            keyOf={(row) => row.id}
            selected={id}
            onSelect={(row) => choose({ id: row.id })}
            onEnd={list.more}
            empty={
              list.error !== null ? (
                <EmptyState title="The list could not be read">{list.error.message}</EmptyState>
              ) : list.isThere ? (
                <EmptyState title={isNarrowed ? "No actor is like that" : "No actors yet"}>{isNarrowed ? "Search for less, or choose another status." : "The first is made when a client asks for it."}</EmptyState>
              ) : (
                <EmptyState title="Looking" />
              )
            }
          />
        }
        detail={id === null ? null : <ActorPanel key={id} id={id} onChanged={list.again} />}
      />
    </>
  );
}
