/**
 * For tests: a server and its clients in one process, and, for authors of drivers, what each must do, as suites for
 * whatever test runner.
 *
 * @module
 */
export { type InProcess, inProcess, type InProcessOptions } from "../testing/in-process.ts";
export { storageSuite, type StorageUnderTest, type SuiteCase } from "../testing/storage-suite.ts";
export type { Batch, Check, Range, Storage, StorageOp, StoredValue } from "../ports/storage.ts";
export type { Timers } from "../ports/timers.ts";
