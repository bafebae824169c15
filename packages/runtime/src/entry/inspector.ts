/**
 * The inspector's protocol, from both of its ends: ask a server about its actors, watch them, and change them where that
 * was asked for. Messages are plain values, whatever carries them.
 *
 * @module
 */
export {
  type Inspector,
  type InspectorChannel,
  type InspectorEvents,
  openInspector,
  type Watcher,
} from "../inspector/connect.ts";
export { type Answerer, answering, answeringWatched, type Inspected, type InspectorSession, type InspectorSink, serveInspector } from "../inspector/serve.ts";
export { type FromInspected, fromInspectedShape, messageIn, type ToInspected, toInspectedShape, type Welcome } from "../inspector/envelope.ts";
export { type AnswerOf, type Command, type NoticeOf, type Page, pageOf, pageParams, type ParamsOf, type Topic, topic, type WatchedTopic, watchedTopic } from "../inspector/topic.ts";
export { type Bounds, NARROW, seen, type Seen, seenShape, WIDE } from "../inspector/seen.ts";
export { CLIENT_COMMANDS, CLIENT_TOPICS } from "../inspector/client-topics.ts";
export type {
  ActionDetail,
  ActionRow,
  Author,
  CauseRow,
  DeviceRow,
  DivergenceRow,
  Faults,
  FrameRow,
  MomentRow,
  OpRow,
  OutcomeRow,
  QueueRow,
  RebaseRow,
  ReplicaRow,
  RunRow,
  Stage,
  TimelineRow,
  WriterRow,
} from "../inspector/client-shapes.ts";
export { openSession } from "../devtools/open-session.ts";
export { disguiseOp, makeDisguise } from "../devtools/disguise.ts";
export { SERVER_COMMANDS, SERVER_TOPICS } from "../inspector/server-topics.ts";
export type {
  Activity,
  ActorDetail,
  ActorKind,
  ActorRow,
  ActorStatus,
  AppointmentRow,
  ClientRow,
  Complaint,
  ConnectionRow,
  KvRow,
  LogRow,
  ResultRow,
  Sample,
} from "../inspector/server-shapes.ts";
export { INSPECTOR_LIMITS } from "../inspector/limits.ts";
export { INSPECTOR_PATH, INSPECTOR_PROTOCOL, INSPECTOR_SUBPROTOCOL, offerOfToken } from "../inspector/version.ts";
export { fromJson, toJson } from "../value/codec.ts";
export { ActorError } from "../errors/actor-error.ts";
