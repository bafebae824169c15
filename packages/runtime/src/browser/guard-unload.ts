/** As much of a client as says whether its page may be left. */
export interface Leavable {
  readonly isSaved: boolean;
  onSavedChange(listener: () => void): () => void;
}

/**
 * Has the browser ask before the page is left, while something that was called here would be lost with it: not yet on the
 * device's disk or, where there is none, not yet accepted by the server. Otherwise nothing is asked, and nothing listens.
 *
 * Returns the function that ends it. Browsers show words of their own, and only on pages that were clicked or typed on.
 */
export function guardUnload(client: Leavable): () => void {
  const ask = (event: BeforeUnloadEvent): void => event.preventDefault();
  // A page that always listens is kept out of some browsers' back/forward cache.
  const look = (): void => (client.isSaved ? removeEventListener : addEventListener)("beforeunload", ask);
  const stop = client.onSavedChange(look);
  look();
  return () => {
    stop();
    removeEventListener("beforeunload", ask);
  };
}
