// Runs SQLite off the event loop. Plain JavaScript: a worker is started from a file, in development and when installed.
// @ts-check

import { createRequire } from "node:module";
import { parentPort, workerData } from "node:worker_threads";

/** @typedef {import("./messages.ts").Request} Request */
/** @typedef {import("./messages.ts").Reply} Reply */
/** @typedef {import("./messages.ts").WriteBatch} WriteBatch */
/** @typedef {import("./messages.ts").Database} Database */

const require = createRequire(import.meta.url);

/**
 * Opens the file. An error of a driver's own class would lose its message on the way out of the worker.
 * @returns {Database}
 */
function open() {
  try {
    return openExclusively();
  } catch (error) {
    throw new Error(error instanceof Error ? error.message : String(error));
  }
}

/** @returns {Database} */
function openExclusively() {
  /** @type {{ file: string, driver: "node:sqlite" | "better-sqlite3" }} */
  const { file, driver } = workerData;
  const module = require(driver);
  const database = driver === "node:sqlite" ? new module.DatabaseSync(file) : new module(file);
  // Nobody else may write to the file while this process lives, and a commit is on the disk before it is reported.
  database.exec("PRAGMA locking_mode = EXCLUSIVE");
  database.exec("PRAGMA journal_mode = WAL");
  database.exec("PRAGMA synchronous = FULL");
  database.exec("CREATE TABLE IF NOT EXISTS entries (key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID");
  database.exec("BEGIN IMMEDIATE");
  database.exec("COMMIT");
  return database;
}

const database = open();
const begin = database.prepare("BEGIN IMMEDIATE");
const commit = database.prepare("COMMIT");
const put = database.prepare(
  "INSERT INTO entries (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
);
const replace = database.prepare("UPDATE entries SET value = ? WHERE key = ?");
const remove = database.prepare("DELETE FROM entries WHERE key = ?");
const clear = database.prepare("DELETE FROM entries WHERE key >= ? AND key < ?");
const get = database.prepare("SELECT value FROM entries WHERE key = ?");
const list = database.prepare("SELECT key, value FROM entries WHERE key >= ? AND key < ? ORDER BY key LIMIT ?");
const listBack = database.prepare("SELECT key, value FROM entries WHERE key >= ? AND key < ? ORDER BY key DESC LIMIT ?");

/** @param {unknown} row */
function valueOf(row) {
  return typeof row === "object" && row !== null && "value" in row ? row.value : undefined;
}

/**
 * Writes one batch inside the open transaction, unless one of its checks fails.
 * @param {WriteBatch} batch
 * @returns {string | null} the key that did not hold what it had to
 */
function writeBatch({ checks, ops }) {
  for (const [name, key, operand] of checks) {
    const holds = name === "holds" ? valueOf(get.get(key)) === operand : list.all(key, operand, 1).length === 0;
    if (!holds) return key;
  }
  for (const [name, key, operand] of ops) {
    if (name === "put") put.run(key, operand);
    else if (name === "replace") replace.run(operand, key);
    else if (name === "delete") remove.run(key);
    else clear.run(key, operand);
  }
  return null;
}

/**
 * Writes many batches in one transaction: each whole or not at all, and all of them on disk when this returns.
 * @param {readonly WriteBatch[]} batches
 */
function write(batches) {
  begin.run();
  try {
    const conflicts = batches.map(writeBatch);
    commit.run();
    return conflicts;
  } catch (error) {
    try {
      database.exec("ROLLBACK");
    } catch {
      // the failure has ended the transaction
    }
    throw error;
  }
}

/** @param {Request} request */
function answer(request) {
  switch (request.type) {
    case "write":
      return write(request.batches);
    case "get":
      return request.keys.map((key) => valueOf(get.get(key)));
    case "list": {
      const { from, to, limit, reverse } = request;
      return (reverse ? listBack : list).all(from, to, limit ?? -1).map((/** @type {any} */ { key, value }) => [key, value]);
    }
    case "close":
      database.close();
      return null;
  }
}

parentPort?.on("message", (/** @type {Request} */ request) => {
  /** @type {Reply} */
  let reply;
  try {
    reply = { id: request.id, ok: true, value: answer(request) };
  } catch (error) {
    reply = { id: request.id, ok: false, error: error instanceof Error ? error.message : String(error) };
  }
  parentPort?.postMessage(reply);
});
parentPort?.postMessage({ id: 0, ok: true, value: null });
