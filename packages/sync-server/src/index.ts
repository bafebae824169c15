/**
 * Runs actors on Node: `serve`, and the storages they are kept in.
 *
 * @module
 */
export { attach, type Attached, type UpgradeSource } from "./node/attach.ts";
export type { MountOptions } from "./node/mount.ts";
export { registryServers } from "./node/registry.ts";
export { type RunningServer, serve, type ServeOptions } from "./node/serve.ts";
export { sqlite } from "./sqlite/storage.ts";
export { memoryStorage, type Rate, type Storage } from "@rivulet/runtime/host";
