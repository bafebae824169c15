import { isAttach, PAGE_PORT, PANEL_PORT } from "./names.ts";

// Joins each panel with the content script of its tab: what one says, the other hears. When either goes, so does the other.
chrome.runtime.onConnect.addListener((panel) => {
  if (panel.name !== PANEL_PORT) return;
  let page: chrome.runtime.Port | null = null;
  panel.onMessage.addListener((message: unknown) => {
    if (page !== null) return page.postMessage(message);
    if (!isAttach(message)) return;
    page = chrome.tabs.connect(message.attach, { name: PAGE_PORT, frameId: 0 });
    page.onMessage.addListener((answer: unknown) => panel.postMessage(answer));
    page.onDisconnect.addListener(() => {
      // Read, or the browser warns of it: there may be no page of ours in the tab.
      void chrome.runtime.lastError;
      panel.disconnect();
    });
  });
  panel.onDisconnect.addListener(() => page?.disconnect());
});
