import type { CauseRow } from "@rivulet/runtime/inspector";
import { pathText } from "../../parts/flatten.ts";
import { clockText } from "../../parts/format.ts";
import { authorText } from "../words.ts";

/** Why an action came out otherwise, in a sentence. */
export function Cause({ cause }: { readonly cause: CauseRow }) {
  switch (cause.kind) {
    case "read":
      return (
        <p>
          It read <code>{pathText(cause.path)}</code>. Before it ran on the server, {authorText(cause.by)} changed that: <code>{opText(cause.op)}</code> (version{" "}
          {cause.version}).
        </p>
      );
    case "own":
      return (
        <p>
          It read <code>{pathText(cause.path)}</code>, which an earlier action of this device had predicted: {authorText(cause.by)}. That one came to something else
          on the server.
        </p>
      );
    case "impure":
      return (
        <p>
          It used <code>{cause.use}</code>, which gives another result on the server. <code>c.now()</code>, <code>c.random()</code> and <code>c.uuid()</code> give
          the same on both sides.
        </p>
      );
    case "server":
      if (cause.time !== undefined) return <p>The clock of this page was off: the server has set the time of the call to {clockText(cause.time)}, which is what <code>c.now()</code> gave there.</p>;
      return <p>Nothing that it read was changed by anybody: the server’s code did something else, as code does that runs there alone, or knows what only the server has.</p>;
    case "unknown":
      return <p>What it read was not noted: that is done in development only, and from the moment on at which the devtools were started.</p>;
  }
}

export function opText({ op, path, value }: { readonly op: string; readonly path: readonly unknown[]; readonly value: string }): string {
  return `${op} ${pathText(path)}${value === "" ? "" : `: ${value}`}`;
}

/** The same, in a few words. */
export function causeText(cause: CauseRow | null): string {
  switch (cause?.kind) {
    case undefined:
      return "";
    case "read":
      return `${pathText(cause.path)} changed by ${authorText(cause.by)}`;
    case "own":
      return `${pathText(cause.path)} predicted by ${authorText(cause.by)}`;
    case "impure":
      return `${cause.use}`;
    case "server":
      return cause.time === undefined ? "the server’s own decision" : "a clock that was off";
    case "unknown":
      return "reads were not noted";
  }
}
