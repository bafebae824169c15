/** What can be kept: handles of whatever client. */
export interface Keepable {
  connect(): { dispose(): Promise<void> };
}

/** Holds a connection to each of these actors, for nobody's eyes, until the returned function is called. */
export function keep(handles: readonly Keepable[]): () => void {
  const connections = handles.map((handle) => handle.connect());
  return () => {
    for (const connection of connections) void connection.dispose();
  };
}
