import { StrictMode, useState } from "react";
import { createRoot } from "react-dom/client";
import { type ClientSource, clientSection } from "./client/section.tsx";
import { hashRouter, memoryRouter } from "./frame/route.ts";
import { Shell } from "./frame/shell.tsx";
import { storedTheme, storeTheme, type Theme } from "./frame/theme.ts";
import { type ServerSource, serverSection } from "./server/section.tsx";
import styles from "./styles/index.css?inline";

/** What a panel shows, and how it stands where it is. */
export interface PanelOptions {
  /** How the page's own side is reached. */
  readonly client?: ClientSource;
  readonly server?: ServerSource;
  /** Whether the page is the panel's own, which keeps in its address where one is. */
  readonly ownsPage: boolean;
  readonly onClose?: () => void;
}

/** Shows the panel in an element, or in a shadow root; both have to have a size. Returns the function that takes it away. */
export function mount(into: HTMLElement | ShadowRoot, { client, server, ownsPage, onClose }: PanelOptions): () => void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(styles);
  const around = into.getRootNode();
  const scope = around instanceof ShadowRoot ? around : into.ownerDocument;
  scope.adoptedStyleSheets = [...scope.adoptedStyleSheets, sheet];
  const themed = into instanceof ShadowRoot ? into.host : into;
  if (into instanceof HTMLElement) into.classList.add("page");

  const sections = [...(client === undefined ? [] : [clientSection(client)]), ...(server === undefined ? [] : [serverSection(server)])];
  const router = ownsPage ? hashRouter(window) : memoryRouter();
  const show = (theme: Theme): void => themed.setAttribute("data-theme", theme);
  show(storedTheme());

  const Panel = () => {
    const [theme, setTheme] = useState(storedTheme);
    const choose = (next: Theme): void => {
      setTheme(next);
      storeTheme(next);
      show(next);
    };
    return <Shell sections={sections} router={router} theme={theme} onTheme={choose} onClose={onClose ?? null} />;
  };
  const root = createRoot(into);
  root.render(
    <StrictMode>
      <Panel />
    </StrictMode>,
  );
  return () => {
    root.unmount();
    scope.adoptedStyleSheets = scope.adoptedStyleSheets.filter((each) => each !== sheet);
  };
}
