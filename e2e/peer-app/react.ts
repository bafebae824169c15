import { createElement, createRivetKit, createRoot, useState } from "../peers/react.mjs";

const query = new URLSearchParams(location.search);
const { useActor } = createRivetKit({ endpoint: query.get("endpoint") ?? "", devtools: false });

/** As in RivetKit's guide: a count that an event brings, and a button. */
function Counter() {
  const [count, setCount] = useState<unknown>("-");
  const desk = useActor({ name: "desk", key: [query.get("key") ?? ""] });
  desk.useEvent("count", setCount);
  const increment = () => void desk.connection?.increment(1);
  return createElement(
    "section",
    null,
    createElement("p", { "data-testid": "count" }, String(count)),
    createElement("p", { "data-testid": "status" }, desk.connStatus),
    createElement("button", { onClick: increment }, "Add"),
  );
}

const main = document.querySelector("main");
if (main !== null) createRoot(main).render(createElement(Counter, null));
