import { mount } from "../../src/panel.tsx";
import { type Attach, PANEL_PORT, READY } from "./names.ts";

const root = document.getElementById("root");
if (root === null) throw new Error("panel.html has no #root.");

/** The tab that is inspected: the one that the developer tools are of, or, opened as a page, the one that its address names. */
const tab = typeof chrome.devtools === "undefined" ? Number(new URLSearchParams(location.search).get("tab")) : chrome.devtools.inspectedWindow.tabId;

mount(root, {
  client: {
    connect({ hear, closed }) {
      const port = chrome.runtime.connect({ name: PANEL_PORT });
      const attach: Attach = { attach: tab };
      port.postMessage(attach);
      port.onMessage.addListener((message: unknown) => (message === READY ? location.reload() : hear(message)));
      port.onDisconnect.addListener(() => closed("The page has no devtools of Rivulet, or was loaded anew. Open this tab again."));
      return { send: (message) => port.postMessage(message), close: () => port.disconnect() };
    },
  },
  ownsPage: true,
});
if (typeof chrome.devtools !== "undefined") chrome.devtools.network.onNavigated.addListener(() => setTimeout(() => location.reload(), 500));
