import { actor, type Ctx, setup, UserError } from "@rivulet/runtime";

/** What one list can hold, and one title. */
export const MAX_OPEN = 12;
export const MAX_TITLE = 200;

export interface Todo {
  readonly id: string;
  title: string;
  readonly createdAt: number;
  /** When it was done, in milliseconds since 1970; `null` while it is open. */
  doneAt: number | null;
}

export interface TodoList {
  /** In the order in which they are shown. */
  items: Todo[];
}

type Context = Ctx<{ state: TodoList }>;

/**
 * A list of todos, shared by everyone who connects to it. Each action runs at once in the browser, offline too, and
 * again on the server, which has the last word.
 */
export const todoList = actor({
  sync: true,
  createState: (): TodoList => ({ items: [] }),
  actions: {
    add(c, title: string) {
      requireRoom(c);
      // Named after the call that made it: the outbox knows the call by the same id, before and after a reload. An
      // action that makes several things would draw `c.uuid()` for each.
      c.state.items.push({ id: c.actionId, title: cleanTitle(title), createdAt: c.now(), doneAt: null });
    },

    // Says what is meant rather than "the other way round": two people who both tick a todo offline agree.
    toggle(c, id: string, done: boolean) {
      const todo = find(c, id);
      if (todo === undefined || (todo.doneAt !== null) === done) return;
      if (!done) requireRoom(c);
      todo.doneAt = done ? c.now() : null;
    },

    rename(c, id: string, title: string) {
      const todo = find(c, id);
      // The other actions have nothing left to do here, but these are somebody's words: they come back to be kept.
      if (todo === undefined) throw new UserError("Someone removed this todo in the meantime.", { code: "removed" });
      todo.title = cleanTitle(title);
    },

    remove(c, id: string) {
      const index = indexOf(c, id);
      if (index >= 0) c.state.items.splice(index, 1);
    },

    // Names a neighbour rather than a position, which may mean another place by the time the server runs it.
    move(c, id: string, before: string | null) {
      const todo = find(c, id);
      if (todo === undefined || id === before) return;
      c.state.items.splice(indexOf(c, id), 1);
      const index = before === null ? -1 : indexOf(c, before);
      c.state.items.splice(index < 0 ? c.state.items.length : index, 0, todo);
    },

    clearDone(c) {
      c.state.items = c.state.items.filter(({ doneAt }) => doneAt === null);
    },
  },
});

export const registry = setup({ use: { todoList } });

function find(c: Context, id: string): Todo | undefined {
  return c.state.items.find((todo) => todo.id === id);
}

function indexOf(c: Context, id: string): number {
  return c.state.items.findIndex((todo) => todo.id === id);
}

/** Only the server knows what everyone else has done: a browser that judged by its own copy would refuse too much. */
function requireRoom(c: Context): void {
  if (c.mode !== "authoritative") return;
  const open = c.state.items.filter(({ doneAt }) => doneAt === null).length;
  if (open < MAX_OPEN) return;
  throw new UserError(`A list holds ${MAX_OPEN} open todos. Complete or remove one, then retry.`, { code: "full" });
}

function cleanTitle(title: string): string {
  const clean = title.trim().replace(/\s+/g, " ");
  if (clean === "") throw new UserError("A todo needs a title.", { code: "empty" });
  if (clean.length > MAX_TITLE) throw new UserError(`A title has at most ${MAX_TITLE} characters.`, { code: "long" });
  return clean;
}
