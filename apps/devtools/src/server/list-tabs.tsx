import { type ReactNode, useState } from "react";
import { type AppointmentRow, type ClientRow, type ConnectionRow, type KvRow, type LogRow, type Page, type ParamsOf, type ResultRow, SERVER_TOPICS, type AnswerOf, type Topic } from "@rivulet/runtime/inspector";
import { Badge } from "../parts/badge.tsx";
import { EmptyState } from "../parts/empty-state.tsx";
import { sizeText } from "../parts/format.ts";
import { Part } from "../parts/split.tsx";
import { type Column, Table } from "../parts/table.tsx";
import { SearchField, Toolbar } from "../parts/toolbar.tsx";
import { usePaged } from "./context.ts";
import { dateText } from "./date-text.ts";
import { patchText } from "./patch-text.ts";
import { SeenValue } from "./seen-value.tsx";
import { useFresh } from "./use-every.ts";
import { inlineText, listText, valueOf } from "./words.ts";

interface OfActor {
  readonly id: string;
  readonly fresh: number;
}

interface ListTabProps<R, T extends Topic> {
  readonly topic: T;
  readonly params: ParamsOf<T>;
  readonly fresh: number;
  readonly pageOf: (answer: AnswerOf<T>) => Page<R>;
  readonly label: string;
  readonly columns: readonly Column<R>[];
  readonly keyOf: (row: R) => string;
  readonly empty: readonly [title: string, text: string];
  /** All that is known of the row that is chosen. */
  readonly detail?: (row: R) => ReactNode;
}

/** A list of something that an actor has, and what is chosen in it. */
function ListTab<R, T extends Topic>({ topic, params, fresh, pageOf, label, columns, keyOf, empty, detail }: ListTabProps<R, T>) {
  const list = usePaged<R, T>(topic, params, pageOf);
  const [chosen, setChosen] = useState<string | null>(null);
  useFresh(fresh, list.again);
  const row = list.items.find((each) => keyOf(each) === chosen);
  const [title, text] = list.error === null ? empty : (["It could not be read", list.error.message] as const);
  return (
    <div className="server-stack">
      <Table
        label={label}
        rows={list.items}
        columns={columns}
        keyOf={keyOf}
        selected={chosen}
        onSelect={(each) => setChosen(keyOf(each) === chosen ? null : keyOf(each))}
        onEnd={list.more}
        empty={list.isThere ? <EmptyState title={title}>{text}</EmptyState> : <EmptyState title="Looking" />}
      />
      {row !== undefined && detail !== undefined && <div className="server-under">{detail(row)}</div>}
    </div>
  );
}

/** What a page is, without what is not there. */
function asPage<I>({ items, next }: { readonly items: readonly I[]; readonly next?: string | undefined }): Page<I> {
  return next === undefined ? { items } : { items, next };
}

const LOG: readonly Column<LogRow>[] = [
  { id: "to", title: "Version", width: "64px", cell: ({ to }) => to, isNumber: true },
  { id: "by", title: "By", width: "92px", cell: ({ by }) => (by === undefined ? <span className="quiet">the server</span> : <span className="mono">{`${by[0].slice(0, 6)}… #${by[2]}`}</span>) },
  { id: "patch", title: "Change", width: "minmax(0, 1fr)", cell: ({ patch }) => <span className="mono">{patchText(valueOf(patch))}</span> },
  { id: "size", title: "Size", width: "64px", cell: ({ size }) => sizeText(size), isNumber: true, isExtra: true },
];

export function LogTab({ id, fresh }: OfActor) {
  return (
    <ListTab<LogRow, typeof SERVER_TOPICS.log>
      topic={SERVER_TOPICS.log}
      params={{ id }}
      fresh={fresh}
      pageOf={asPage}
      label="Steps of the log"
      columns={LOG}
      keyOf={({ to }) => String(to)}
      empty={["No steps are kept", "What led to the snapshot is dropped once nobody could ask for it."]}
      detail={({ from, to, by, patch }) => (
        <Part title={`From version ${from} to ${to}${by === undefined ? "" : `, by client ${by[0]}, number ${by[2]}`}`}>
          <SeenValue label="Change" seen={patch} openTo={3} />
        </Part>
      )}
    />
  );
}

const CONNECTIONS: readonly Column<ConnectionRow>[] = [
  { id: "id", title: "Connection", width: "minmax(0, 1fr)", cell: ({ id }) => <span className="mono">{id}</span> },
  { id: "attached", title: "", width: "76px", cell: ({ attached }) => (attached ? <Badge tone="green">attached</Badge> : <Badge tone="amber">cut off</Badge>) },
  { id: "params", title: "Params", width: "minmax(0, 1fr)", cell: ({ params }) => (params === undefined ? "" : <span className="mono">{inlineText(valueOf(params))}</span>) },
];

export function ConnectionsTab({ id, fresh }: OfActor) {
  return (
    <ListTab<ConnectionRow, typeof SERVER_TOPICS.connections>
      topic={SERVER_TOPICS.connections}
      params={{ id }}
      fresh={fresh}
      pageOf={asPage}
      label="Connections"
      columns={CONNECTIONS}
      keyOf={(row) => row.id}
      empty={["Nobody is connected", "Clients that open the actor are shown here, also while it sleeps."]}
      detail={({ params, state }) => (
        <>
          {params !== undefined && (
            <Part title="Params">
              <SeenValue label="Params" seen={params} />
            </Part>
          )}
          {state !== undefined && (
            <Part title="c.conn.state">
              <SeenValue label="State of the connection" seen={state} />
            </Part>
          )}
        </>
      )}
    />
  );
}

const SCHEDULE: readonly Column<AppointmentRow>[] = [
  { id: "due", title: "Due", width: "140px", cell: ({ due }) => dateText(due) },
  { id: "call", title: "Calls", width: "minmax(0, 1fr)", cell: ({ action, args }) => <span className="mono">{`${action}(${listText(args)})`}</span> },
  { id: "begun", title: "", width: "64px", cell: ({ begun }) => begun && <Badge tone="blue">begun</Badge> },
];

export function ScheduleTab({ id, fresh }: OfActor) {
  return (
    <ListTab<AppointmentRow, typeof SERVER_TOPICS.schedule>
      topic={SERVER_TOPICS.schedule}
      params={{ id }}
      fresh={fresh}
      pageOf={asPage}
      label="Schedule"
      columns={SCHEDULE}
      keyOf={({ entry }) => entry}
      empty={["Nothing is scheduled", "What c.schedule is told is shown here until it is done."]}
      detail={({ entry, args }) => (
        <Part title={`Entry ${entry}`}>
          <SeenValue label="Arguments" seen={args} />
        </Part>
      )}
    />
  );
}

const KV: readonly Column<KvRow>[] = [
  { id: "key", title: "Key", width: "minmax(0, 1fr)", cell: ({ text, hex }) => <span className="mono">{text ?? hex}</span> },
  { id: "value", title: "Value", width: "minmax(0, 1fr)", cell: ({ value }) => <span className="mono">{inlineText(valueOf(value))}</span> },
  { id: "size", title: "Size", width: "64px", cell: ({ size }) => sizeText(size), isNumber: true },
];

export function KvTab({ id, fresh }: OfActor) {
  const [prefix, setPrefix] = useState("");
  return (
    <>
      <Toolbar label="KV">
        <SearchField label="Keys that begin with" value={prefix} onChange={setPrefix} />
      </Toolbar>
      <ListTab<KvRow, typeof SERVER_TOPICS.kv>
        topic={SERVER_TOPICS.kv}
        params={{ id, ...(prefix !== "" && { prefix }) }}
        fresh={fresh}
        pageOf={asPage}
        label="Entries of c.kv"
        columns={KV}
        keyOf={({ hex }) => hex}
        empty={[prefix === "" ? "No entries" : "No key begins like that", "What c.kv has on disk is shown here."]}
        detail={({ text, hex, value }) => (
          <Part title={text ?? hex}>
            <SeenValue label="Value" seen={value} />
          </Part>
        )}
      />
    </>
  );
}

const CLIENTS: readonly Column<ClientRow>[] = [
  { id: "client", title: "Client", width: "minmax(0, 1fr)", cell: ({ client, lane }) => <span className="mono">{`${client.slice(0, 12)}…${lane === "" ? "" : ` lane ${lane.slice(0, 6)}…`}`}</span> },
  { id: "last", title: "Last", width: "64px", cell: ({ last }) => last, isNumber: true },
  { id: "settled", title: "Settled", width: "64px", cell: ({ settled }) => settled, isNumber: true },
  { id: "running", title: "Running", width: "64px", cell: ({ running }) => running.length, isNumber: true, isExtra: true },
  { id: "heard", title: "Heard of", width: "140px", cell: ({ heard }) => dateText(heard), isExtra: true },
];

const RESULTS: readonly Column<ResultRow>[] = [
  { id: "client", title: "Result of", width: "minmax(0, 1fr)", cell: ({ client, id }) => <span className="mono">{`${client.slice(0, 12)}… #${id}`}</span> },
  { id: "how", title: "", width: "72px", cell: ({ error }) => (error === undefined ? <Badge tone="green">returned</Badge> : <Badge tone="red">failed</Badge>) },
  { id: "what", title: "What", width: "minmax(0, 1fr)", cell: ({ output, error }) => <span className="mono">{error === undefined ? (output === undefined ? "" : inlineText(valueOf(output))) : `${error.group}/${error.code}: ${error.message}`}</span> },
];

/** How far the clients with replicas have come, and the results that they have not yet. */
export function ClientsTab({ id, fresh }: OfActor) {
  return (
    <>
      <ListTab<ClientRow, typeof SERVER_TOPICS.clients>
        topic={SERVER_TOPICS.clients}
        params={{ id }}
        fresh={fresh}
        pageOf={asPage}
        label="Clients"
        columns={CLIENTS}
        keyOf={({ client, lane }) => `${client} ${lane}`}
        empty={["No client with a replica has called", "For each of them, the actor knows the last action that it ran."]}
      />
      <ListTab<ResultRow, typeof SERVER_TOPICS.results>
        topic={SERVER_TOPICS.results}
        params={{ id }}
        fresh={fresh}
        pageOf={asPage}
        label="Results that wait"
        columns={RESULTS}
        keyOf={({ client, lane, id: number }) => `${client} ${lane} ${number}`}
        empty={["No results wait", "Results are kept until their clients say that they have them."]}
        detail={({ output, error }) => (
          <Part title={error === undefined ? "Output" : `${error.group}/${error.code}`}>
            {output !== undefined && <SeenValue label="Output" seen={output} />}
            {error !== undefined && <pre className="server-text">{error.message}</pre>}
          </Part>
        )}
      />
    </>
  );
}
