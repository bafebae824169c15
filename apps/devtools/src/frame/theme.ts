/** Which colours: those of the system, or what somebody chose. */
export type Theme = "system" | "light" | "dark";

const NEXT: Readonly<Record<Theme, Theme>> = { system: "light", light: "dark", dark: "system" };

export function nextTheme(theme: Theme): Theme {
  return NEXT[theme];
}

const NAME = "rivulet.devtools.theme";

/** A page may be forbidden to store anything. */
export function storedTheme(): Theme {
  try {
    const stored = localStorage.getItem(NAME);
    return stored === "light" || stored === "dark" ? stored : "system";
  } catch {
    return "system";
  }
}

export function storeTheme(theme: Theme): void {
  try {
    localStorage.setItem(NAME, theme);
  } catch {
    // It holds for as long as the panel is open.
  }
}
