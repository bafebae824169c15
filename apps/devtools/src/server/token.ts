const NAME = "rivulet.devtools.token";

/** The token that this tab was let in with; a page may be forbidden to keep anything. */
export function keptToken(url: string): string | null {
  try {
    return sessionStorage.getItem(`${NAME} ${url}`);
  } catch {
    return null;
  }
}

export function keepToken(url: string, token: string): void {
  try {
    sessionStorage.setItem(`${NAME} ${url}`, token);
  } catch {
    // It is asked for again after a reload.
  }
}
