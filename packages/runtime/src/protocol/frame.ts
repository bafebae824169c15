import { LIMITS } from "./limits.ts";

/** A frame is a list of messages. Messages are encoded one by one, so that one encoding may serve many receivers. */
export function joinFrame(messages: readonly string[]): string {
  return `[${messages.join(",")}]`;
}

/** What a client has to say, in frames that a server takes. Each message by itself is one. */
export function toFrames(messages: readonly string[]): string[] {
  const frames: string[] = [];
  let batch: string[] = [];
  let size = 0;
  for (const message of messages) {
    if (batch.length > 0 && (size + message.length > LIMITS.batch || batch.length === LIMITS.messages)) {
      frames.push(joinFrame(batch));
      batch = [];
      size = 0;
    }
    batch.push(message);
    size += message.length;
  }
  return batch.length === 0 ? frames : [...frames, joinFrame(batch)];
}
