/**
 * For authors of drivers: what each must do, as suites for whatever test runner.
 *
 * @module
 */
export { storageSuite, type StorageUnderTest, type SuiteCase } from "../testing/storage-suite.ts";
export type { Batch, Check, Range, Storage, StorageOp, StoredValue } from "../ports/storage.ts";
