/** Compares what was shown with a secret, in a time that does not tell how much of it was right. */
export function isSame(shown: string, secret: string): boolean {
  let difference = shown.length ^ secret.length;
  for (let i = 0; i < secret.length; i++) difference |= shown.charCodeAt(i % (shown.length || 1)) ^ secret.charCodeAt(i);
  return difference === 0;
}

/** The token of an `Authorization: Bearer` header. */
export function bearerOf(header: string | null | undefined): string | undefined {
  return /^bearer +(.+)$/i.exec(header ?? "")?.[1];
}
