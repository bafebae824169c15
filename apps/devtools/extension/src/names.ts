/** What marks messages between a page and the content script; the page's devtools know the same. */
export const TO_PAGE = "rivulet.devtools.to-page";
export const FROM_PAGE = "rivulet.devtools.from-page";

/** The ports of the extension: from the panel to the background, and from there to the page's content script. */
export const PANEL_PORT = "rivulet.panel";
export const PAGE_PORT = "rivulet.page";

/** What the content script says of itself: the page's devtools have started, and have heard nothing of what was said before. */
export const READY = "rivulet.ready";

/** What the panel says first: which tab it is of. */
export interface Attach {
  readonly attach: number;
}

export function isAttach(message: unknown): message is Attach {
  return typeof message === "object" && message !== null && "attach" in message && typeof message.attach === "number";
}
