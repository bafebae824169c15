import { Play } from "lucide-react";
import { useState } from "react";
import { ActorError, type ActorDetail, SERVER_COMMANDS } from "@rivulet/runtime/inspector";
import { Badge } from "../parts/badge.tsx";
import { Button } from "../parts/button.tsx";
import { EmptyState } from "../parts/empty-state.tsx";
import { durationText } from "../parts/format.ts";
import { readJson } from "../parts/read-json.ts";
import { SelectField } from "../parts/toolbar.tsx";
import { useLink } from "./context.ts";
import { SeenValue } from "./seen-value.tsx";

interface Call {
  readonly n: number;
  readonly text: string;
  readonly took: number | null;
  readonly outcome: { readonly how: "running" } | { readonly how: "returned"; readonly output: unknown } | { readonly how: "threw"; readonly name: string; readonly message: string };
}

const MOST = 50;

/** Calls actions of the actor by hand. */
export function ConsoleTab({ id, actions, onCalled }: { readonly id: string; readonly actions: ActorDetail["actions"]; readonly onCalled: () => void }) {
  const link = useLink();
  const [name, setName] = useState(actions[0]?.name ?? "");
  const [args, setArgs] = useState("[]");
  const [params, setParams] = useState("");
  const [calls, setCalls] = useState<readonly Call[]>([]);
  if (actions.length === 0) return <EmptyState title="Nothing can be called">The actor has no actions that this server knows.</EmptyState>;
  const given = readList(args);
  const shown = params.trim() === "" ? { is: true as const } : readJson(params);

  const call = (): void => {
    if (given === null || shown === null) return;
    const start = performance.now();
    const n = (calls[0]?.n ?? 0) + 1;
    const text = `${name}(${args.trim().slice(1, -1)})`;
    const end = (outcome: Call["outcome"]): void => {
      setCalls((all) => all.map((each) => (each.n === n ? { ...each, outcome, took: performance.now() - start } : each)));
      onCalled();
    };
    setCalls((all) => [{ n, text, took: null, outcome: { how: "running" } as const }, ...all].slice(0, MOST));
    link.do(SERVER_COMMANDS.call, { id, action: name, args: [...given], ...("value" in shown && { params: shown.value }) }).then(
      ({ output }) => end({ how: "returned", output }),
      (error: Error) => end({ how: "threw", name: error instanceof ActorError ? `${error.group}/${error.code}` : error.name, message: error.message }),
    );
  };

  return (
    <div className="server-stack">
      <form
        className="server-call"
        onSubmit={(event) => {
          event.preventDefault();
          call();
        }}
      >
        <div className="server-links">
          <SelectField label="Action" value={name} options={actions.map((action) => [action.name, action.name] as const)} onChange={setName} />
          <Button Icon={Play} isDisabled={given === null || shown === null} onClick={call}>
            Call
          </Button>
          <span className="quiet">{given === null ? "The arguments are no JSON list." : shown === null ? "The params are no JSON." : ""}</span>
        </div>
        <label className="server-label">
          Arguments
          <textarea
            className="server-input mono"
            rows={2}
            spellCheck={false}
            value={args}
            onChange={({ target }) => setArgs(target.value)}
            onKeyDown={(event) => {
              if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
              event.preventDefault();
              call();
            }}
          />
        </label>
        <label className="server-label">
          Params of the connection, as JSON
          <input className="field mono" spellCheck={false} value={params} placeholder="none" onChange={({ target }) => setParams(target.value)} />
        </label>
      </form>
      <ol className="server-calls" aria-label="Calls" aria-live="polite">
        {calls.map(({ n, text, took, outcome }) => (
          <li key={n}>
            <div className="server-links">
              <code className="clip">{text}</code>
              <span className="spacer" />
              {took !== null && <span className="quiet">{durationText(took)}</span>}
            </div>
            {outcome.how === "running" && <Badge tone="grey">running</Badge>}
            {outcome.how === "returned" && <SeenValue label="Output" seen={{ value: outcome.output }} most={10} />}
            {outcome.how === "threw" && (
              <>
                <Badge tone="red">{outcome.name}</Badge> <span>{outcome.message}</span>
              </>
            )}
          </li>
        ))}
      </ol>
    </div>
  );
}

function readList(text: string): readonly unknown[] | null {
  const read = readJson(text);
  return read !== null && Array.isArray(read.value) ? read.value : null;
}
