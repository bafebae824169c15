// Frames of whatever kind and from whomever: a list of messages, or one message alone, or no JSON at all.

/** The messages of a frame; `null` where it is no JSON. */
export function messagesOf(frame: string): readonly unknown[] | null {
  const json = parse(frame);
  if (json === null) return null;
  return Array.isArray(json.value) ? json.value : [json.value];
}

/** A frame with other messages in their places; `null` where it is no JSON. */
export function mapMessages(frame: string, change: (message: unknown) => unknown): string | null {
  const json = parse(frame);
  if (json === null) return null;
  return JSON.stringify(Array.isArray(json.value) ? json.value.map(change) : change(json.value));
}

function parse(text: string): { readonly value: unknown } | null {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return null;
  }
}
