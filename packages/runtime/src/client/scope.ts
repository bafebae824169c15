/**
 * Names all that a device has of one user of one server: its database, its locks, its channel. Of two users, servers or
 * namespaces, whatever characters they are written with, each has another name.
 */
export function scopeOf(endpoint: string, namespace: string, user: string): string {
  // The one form that takes apart whatever was put together, halves of characters included.
  return `rivulet:${JSON.stringify([endpoint, namespace, user])}`;
}
