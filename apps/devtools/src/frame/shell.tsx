import { Monitor, Moon, Sun, Waves, X } from "lucide-react";
import { Fragment, useMemo, useState, useSyncExternalStore } from "react";
import { IconButton } from "../parts/button.tsx";
import { EmptyState } from "../parts/empty-state.tsx";
import { OverlayContext } from "../parts/overlay.ts";
import { type Navigation, NavigationContext } from "./navigation.ts";
import type { Router } from "./route.ts";
import type { Section, View } from "./section.ts";
import { nextTheme, type Theme } from "./theme.ts";

export interface ShellProps {
  readonly sections: readonly Section[];
  readonly router: Router;
  readonly theme: Theme;
  readonly onTheme: (theme: Theme) => void;
  /** Closes the panel; `null` where it is a page of its own. */
  readonly onClose: (() => void) | null;
}

/** The frame around every view: navigation on the side, or on top where there is no room for it. */
export function Shell({ sections, router, theme, onTheme, onClose }: ShellProps) {
  const route = useSyncExternalStore(router.subscribe, () => router.current);
  const [overlay, setOverlay] = useState<HTMLElement | null>(null);
  const section = sections.find(({ id }) => id === route.section) ?? sections[0];
  const view = section?.views.find(({ id }) => id === route.view) ?? section?.views[0];

  const navigation = useMemo((): Navigation => {
    const here = { section: section?.id ?? "", view: view?.id ?? "", params: route.params };
    return {
      route: here,
      has: (id) => sections.some((each) => each.id === id),
      go(id, to, params = {}) {
        if (sections.some((each) => each.id === id)) router.go({ section: id, view: to, params });
      },
      choose(changes) {
        const params = Object.entries({ ...here.params, ...changes }).flatMap(([name, value]) => (value === null ? [] : [[name, value] as const]));
        router.go({ ...here, params: Object.fromEntries(params) });
      },
    };
  }, [sections, router, section, view, route]);

  return (
    <NavigationContext value={navigation}>
      <OverlayContext value={overlay}>
        <div className="root">
          <header className="bar">
            <Waves className="mark" size={18} aria-hidden />
            <h1 className="brand">
              Rivulet <span className="quiet">devtools</span>
            </h1>
            <span className="bar-end">
              <ThemeButton theme={theme} onTheme={onTheme} />
              {onClose !== null && <IconButton Icon={X} label="Close devtools" onClick={onClose} />}
            </span>
          </header>
          <div className="body">
            <nav className="nav" aria-label="Views">
              {sections.map((each) => (
                <Fragment key={each.id}>
                  <each.Provider>
                    <h2 className="nav-title">{each.title}</h2>
                    <ul>
                      {each.views.map((entry) => (
                        <NavEntry key={entry.id} view={entry} isCurrent={entry === view} onClick={() => navigation.go(each.id, entry.id)} />
                      ))}
                    </ul>
                  </each.Provider>
                </Fragment>
              ))}
            </nav>
            <main className="main" aria-label={view?.title ?? "Devtools"}>
              {section === undefined || view === undefined ? (
                <EmptyState title="Nothing to look at">This panel was given neither a page nor a server.</EmptyState>
              ) : (
                <section.Provider key={section.id}>
                  <view.Body key={view.id} />
                </section.Provider>
              )}
            </main>
          </div>
          <div ref={setOverlay} className="overlay" />
        </div>
      </OverlayContext>
    </NavigationContext>
  );
}

function NavEntry({ view, isCurrent, onClick }: { readonly view: View; readonly isCurrent: boolean; readonly onClick: () => void }) {
  const { Icon, Count, title } = view;
  return (
    <li>
      <button type="button" className="nav-entry" aria-current={isCurrent ? "page" : undefined} onClick={onClick}>
        <Icon size={15} aria-hidden />
        <span>{title}</span>
        {Count !== undefined && <Count />}
      </button>
    </li>
  );
}

const THEMES = { system: { Icon: Monitor, label: "the system's" }, light: { Icon: Sun, label: "light" }, dark: { Icon: Moon, label: "dark" } };

function ThemeButton({ theme, onTheme }: Pick<ShellProps, "theme" | "onTheme">) {
  const { Icon, label } = THEMES[theme];
  return <IconButton Icon={Icon} label={`Colours: ${label}. Change`} onClick={() => onTheme(nextTheme(theme))} />;
}
