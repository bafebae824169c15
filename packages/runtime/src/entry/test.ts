/**
 * For tests: the actors of an app in the test's process, or in simulated worlds, and, for authors of drivers, what each must
 * do, as suites for whatever test runner.
 *
 * @module
 */
export { type InProcess, inProcess, type InProcessOptions } from "../testing/in-process.ts";
export { setupTest, type SetupTestOptions, type TestContext, type TestSetup, type VirtualTestSetup } from "../testing/setup-test.ts";
export { type SimCall, type SimUser, simulate, type SimulateOptions } from "../testing/simulate.ts";
export { storageSuite, type StorageUnderTest, type SuiteCase } from "../testing/storage-suite.ts";
export type { Batch, Check, Range, Storage, StorageOp, StoredValue } from "../ports/storage.ts";
export type { Timers } from "../ports/timers.ts";
