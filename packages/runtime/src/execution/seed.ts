/** What an action's randomness comes from: its own key and the client that called it, never its place in a queue. */
export function seedOf(origin: string, key: string): string {
  return `${origin}:${key}`;
}

/** Names an action for ever. */
export function actionIdOf(origin: string, key: string): string {
  return `${origin.slice(0, 8)}-${key}`;
}
