/**
 * For servers: runs actors over a storage and speaks the sync protocol on whatever sockets it is given.
 *
 * @module
 */
export { openSession, type Session } from "../host/session.ts";
export { type Host, makeHost } from "../host/host.ts";
export { makeGateway } from "../host/gateway.ts";
export { DEFAULT_RATE, type Limiter, makeLimiter } from "../host/limiter.ts";
export { inspectActors, type InspectionParts } from "../inspection/inspection.ts";
export { type Complaints, makeComplaints } from "../inspection/complaints.ts";
export { type Inspected, type InspectorSession, type InspectorSink, serveInspector } from "../inspector/serve.ts";
export { messageIn } from "../inspector/envelope.ts";
export { INSPECTOR_LIMITS } from "../inspector/limits.ts";
export { INSPECTOR_PATH, INSPECTOR_SUBPROTOCOL, INSPECTOR_TOKEN_PREFIX } from "../inspector/version.ts";
export type { HostPorts } from "../host/ports.ts";
export { makeShown, type Shown } from "../host/shown.ts";
export { keyText } from "../definition/key.ts";
export { actorError, ActorError, type ErrorData, isError, toErrorData } from "../errors/actor-error.ts";
export { statusOf } from "../errors/catalog.ts";
export type {
  ActionOutcome,
  ActorInfo,
  ActorQuery,
  Caller,
  Connection,
  ConnectionEvents,
  Gateway,
  RawSocket,
} from "../ports/gateway.ts";
export { SILENT, type Logger, type LogLine } from "../ports/logger.ts";
export type { Random } from "../ports/random.ts";
export type { Socket, SocketEvents } from "../ports/socket.ts";
export type { Batch, Check, Range, Storage, StorageOp, StoredValue } from "../ports/storage.ts";
export type { Timers } from "../ports/timers.ts";
export { toBase64 } from "../util/bytes.ts";
export { LIMITS, SERVER_LIMITS } from "../protocol/limits.ts";
export { SUBPROTOCOL, SYNC_PATH } from "../protocol/version.ts";
export { type Codec, type Encoding, type EncodingName, type Frame, isEncodingName, json, loadEncoding } from "../wire/encoding.ts";
export { readBodyInput, readBytes, readInput } from "../wire/input.ts";
export { readKeyText } from "../wire/key.ts";
export type { ToClient, ToServer } from "../wire/messages.ts";
export { readTarget, type Target } from "../wire/target.ts";
export { memoryStorage } from "../storage/memory.ts";
export type { Rate } from "../util/token-bucket.ts";
export type { Registry, RegistryServers } from "../contract/definition.ts";
export type { FetchServer, RegistryOptions } from "../contract/registry-options.ts";
export { requireRegistryOptions } from "../dev/registry-options.ts";
