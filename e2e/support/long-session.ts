/** So many todos are in the state. */
const TODOS = 200;

/** A session of the devtools with so many actions, each called and then confirmed as it was predicted: two entries of the timeline. */
export function longSession(actions: number): string {
  const items = Array.from({ length: TODOS }, (_, id) => ({ id: String(id), title: `Todo ${id}`, createdAt: 0, doneAt: null }));
  const base = { how: "snapshot", state: { items }, from: "start" };
  const entries: object[] = [{ n: 1, at: 0, actor: "todoList/everyone", type: "rebase", trigger: "start", before: null, after: ["e", 0, "r"], base, rows: [], runs: [], confirmed: [], ms: 0 }];
  for (let i = 1; i <= actions; i++) {
    const at = 1_000 * i;
    const patch = [["set", ["items", i % TODOS], "doneAt", at]];
    const key = i.toString(16).padStart(32, "0");
    const row = { client: "c".repeat(32), lane: "", id: i, epoch: "e", kind: "action", name: "toggle", schema: 0, args: [String(i % TODOS), true], key, origin: "c".repeat(32), time: at, since: i - 1, self: null };
    const name = `${row.client}/${key}`;
    const of = { at, actor: "todoList/everyone" };
    entries.push({ n: 2 * i, ...of, type: "called", row, run: { name, prediction: { how: "predicted", events: [] }, patch, reads: [], impure: [] } });
    const step = { from: i - 1, to: i, patch, by: [row.client, "", i], done: true };
    entries.push({ n: 2 * i + 1, ...of, type: "rebase", trigger: "frame", before: ["e", i - 1, "r"], after: ["e", i, "r"], base: { how: "steps", steps: [step] }, rows: [], runs: [], confirmed: [name], ms: 0 });
  }
  return JSON.stringify({ format: "rivulet.devtools.session", version: 1, at: 0, redacted: false, entries });
}
