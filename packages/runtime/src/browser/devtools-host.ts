import type { PanelOptions } from "#panel";

export interface PanelHost {
  open(): void;
  close(): void;
  end(): void;
}

export interface PanelHostParts {
  readonly hasButton: boolean;
  readonly panel: Omit<PanelOptions, "ownsPage" | "onClose">;
}

const SIZE = "rivulet.devtools.height";

/** A corner of the page: a button, and the panel in a shadow root of its own, loaded when it is first opened. */
export function makePanelHost({ hasButton, panel }: PanelHostParts): PanelHost {
  const host = document.createElement("rivulet-devtools");
  const root = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLES);
  root.adoptedStyleSheets = [sheet];
  // What is typed in the panel is not for the page.
  for (const type of ["keydown", "keyup", "keypress"]) host.addEventListener(type, (event) => event.stopPropagation());

  const button = document.createElement("button");
  button.type = "button";
  button.className = "launch";
  button.textContent = "Rivulet";
  button.setAttribute("aria-label", "Open Rivulet devtools");
  button.addEventListener("click", () => open());

  let frame: HTMLElement | null = null;
  let unmount: (() => void) | null = null;

  const close = (): void => {
    unmount?.();
    unmount = null;
    frame?.remove();
    frame = null;
    if (hasButton) {
      button.hidden = false;
      button.focus();
    }
  };
  const open = (): void => {
    if (frame !== null) return;
    const own = document.createElement("div");
    own.className = "dock";
    own.style.height = storedHeight();
    const grip = makeGrip(own);
    const inside = document.createElement("div");
    inside.className = "inside";
    // The button that was pressed is gone: by keyboard one goes on in here.
    inside.tabIndex = -1;
    own.append(grip, inside);
    frame = own;
    root.append(own);
    button.hidden = true;
    inside.focus();
    const loaded = import("#panel");
    loaded.then(
      ({ mount }) => {
        if (frame === own) unmount = mount(inside, { ...panel, ownsPage: false, onClose: close });
      },
      () => {
        inside.textContent = "The panel could not be loaded.";
      },
    );
  };

  if (hasButton) root.append(button);
  document.body.append(host);
  return {
    open,
    close,
    end() {
      close();
      host.remove();
    },
  };
}

/** Changes the panel's height: by pointer, or with the arrow keys. */
function makeGrip(dock: HTMLElement): HTMLElement {
  const grip = document.createElement("div");
  grip.className = "grip";
  grip.tabIndex = 0;
  grip.setAttribute("role", "separator");
  grip.setAttribute("aria-orientation", "horizontal");
  grip.setAttribute("aria-label", "Height of the devtools");
  const resize = (pixels: number): void => {
    const height = Math.max(160, Math.min(pixels, innerHeight - 40));
    dock.style.height = `${height}px`;
    grip.setAttribute("aria-valuenow", String(Math.round(height)));
    try {
      localStorage.setItem(SIZE, String(Math.round(height)));
    } catch {
      // It holds for as long as the panel is open.
    }
  };
  grip.addEventListener("pointerdown", (event) => {
    grip.setPointerCapture(event.pointerId);
    const move = ({ clientY }: PointerEvent): void => resize(innerHeight - clientY);
    grip.addEventListener("pointermove", move);
    grip.addEventListener("pointerup", () => grip.removeEventListener("pointermove", move), { once: true });
  });
  grip.addEventListener("keydown", ({ key }) => {
    if (key === "ArrowUp") resize(dock.offsetHeight + 24);
    if (key === "ArrowDown") resize(dock.offsetHeight - 24);
  });
  return grip;
}

function storedHeight(): string {
  try {
    const stored = Number(localStorage.getItem(SIZE));
    return stored >= 160 ? `${Math.min(stored, innerHeight - 40)}px` : "50vh";
  } catch {
    return "50vh";
  }
}

const STYLES = `
:host { all: initial; }
.launch {
  position: fixed; inset: auto 12px 12px auto; z-index: 2147483000;
  height: 30px; padding: 0 12px; border: 1px solid light-dark(#c3cad3, #3c4652); border-radius: 15px;
  font: 600 12px/1 system-ui, sans-serif; color: light-dark(#0b62bf, #6db3ff); background: light-dark(#fff, #171b21);
  box-shadow: 0 2px 10px rgb(0 0 0 / 18%); cursor: pointer; color-scheme: light dark;
}
.launch[hidden] { display: none; }
.launch:focus-visible, .grip:focus-visible { outline: 2px solid #0b62bf; outline-offset: 1px; }
.dock { position: fixed; inset: auto 0 0 0; z-index: 2147483000; display: flex; flex-direction: column; box-shadow: 0 -6px 24px rgb(0 0 0 / 18%); }
.grip { flex: none; height: 5px; cursor: ns-resize; background: #7d8793; touch-action: none; }
.inside { flex: 1; min-height: 0; outline: 0; }
`;
