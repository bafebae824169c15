/**
 * For servers: runs actors over a storage and speaks the sync protocol on whatever sockets it is given.
 *
 * @module
 */
export { openSession, type Session } from "../host/session.ts";
export { type Host, makeHost } from "../host/host.ts";
export { makeGateway } from "../host/gateway.ts";
export type { HostPorts } from "../host/ports.ts";
export { makeShown, type Shown } from "../host/shown.ts";
export { actorError, ActorError, isError } from "../errors/actor-error.ts";
export { SILENT, type Logger, type LogLine } from "../ports/logger.ts";
export type { Random } from "../ports/random.ts";
export type { Socket, SocketEvents } from "../ports/socket.ts";
export type { Batch, Check, Range, Storage, StorageOp, StoredValue } from "../ports/storage.ts";
export type { Timers } from "../ports/timers.ts";
export { LIMITS } from "../protocol/limits.ts";
export { SUBPROTOCOL, SYNC_PATH } from "../protocol/version.ts";
export { memoryStorage } from "../storage/memory.ts";
export type { Registry } from "../contract/definition.ts";
