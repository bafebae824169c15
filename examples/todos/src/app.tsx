import { Counts } from "./counts.tsx";
import { Help } from "./help.tsx";
import { COMPOSER } from "./list/composer.tsx";
import { TodoList } from "./list/todo-list.tsx";
import { waitingIds } from "./list/waiting.ts";
import { Rejected } from "./rejected/rejected.tsx";
import { EVERYONES, useActor } from "./rivulet.ts";
import { SyncBadge } from "./sync/sync-badge.tsx";

/** Renders again when something waits or is refused; what depends on the todos follows them by itself. */
export function App() {
  const { connection, error, sync } = useActor(EVERYONES);
  return (
    <>
      <a className="skip" href={`#${COMPOSER}`}>
        Skip to new todo
      </a>
      <main className="page">
        <header className="head">
          <h1>Todos</h1>
          {sync !== undefined && <SyncBadge sync={sync} />}
        </header>
        {error !== null && <p className="note">{error.message}</p>}
        {sync?.durability === "memory" && (
          <p className="note">
            Memory only: this browser lets the page store nothing. What the server has not accepted is lost when this tab
            is closed.
          </p>
        )}
        {connection !== null && (
          <>
            <Rejected conn={connection} rejected={connection.outbox.rejected} />
            <Counts conn={connection} />
            <div className="card">
              <TodoList conn={connection} waiting={waitingIds(connection.outbox.pending)} />
            </div>
          </>
        )}
        <Help />
      </main>
    </>
  );
}
