/**
 * Runs actors on Node: `serve`, and the storages they are kept in.
 *
 * @module
 */
export { type RunningServer, serve, type ServeOptions } from "./node/serve.ts";
export { sqlite } from "./sqlite/storage.ts";
export { memoryStorage, type Storage } from "@rivulet/runtime/host";
