import { mount } from "./panel.tsx";

// For working on the panel itself: a page without an app around it.
const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no #root.");
document.body.style.margin = "0";
root.style.height = "100dvh";
mount(root, { server: { url: "http://127.0.0.1:6420", token: null }, ownsPage: true });
