import "@fontsource-variable/geist";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/page.css";
import "./styles/list.css";
import "./styles/rejected.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Announcer } from "./announcer.tsx";
import { App } from "./app.tsx";

// In no production build: there the condition is false, and what is behind it is left out.
if (import.meta.env.DEV) void import("@rivulet/runtime/devtools").then(({ startDevtools }) => startDevtools({ server: { url: `${location.origin}/api/rivet` } }));

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no #root.");

createRoot(root).render(
  <StrictMode>
    <Announcer>
      <App />
    </Announcer>
  </StrictMode>,
);
