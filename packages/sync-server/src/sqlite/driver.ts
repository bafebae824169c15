import { createRequire } from "node:module";

export type SqliteDriver = "node:sqlite" | "better-sqlite3";

/** Which SQLite this Node can run: its own, else better-sqlite3 where that was built; `null` for none. */
export function findDriver(): SqliteDriver | null {
  const require = createRequire(import.meta.url);
  const works = (attempt: () => void): boolean => {
    try {
      attempt();
      return true;
    } catch {
      return false;
    }
  };
  if (works(() => require("node:sqlite"))) return "node:sqlite";
  // The package may be there without its compiled part: only opening a database tells.
  if (works(() => new (require("better-sqlite3"))(":memory:").close())) return "better-sqlite3";
  return null;
}
