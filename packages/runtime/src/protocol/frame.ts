/** A frame is a list of messages. Messages are encoded one by one, so that one encoding may serve many receivers. */
export function joinFrame(messages: readonly string[]): string {
  return `[${messages.join(",")}]`;
}
