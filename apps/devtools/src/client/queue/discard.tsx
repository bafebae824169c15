import { CLIENT_COMMANDS, CLIENT_TOPICS } from "@rivulet/runtime/inspector";
import { Confirm } from "../../parts/confirm.tsx";
import { useAsk } from "../data/use-ask.ts";
import { useDo } from "../data/use-do.ts";

/** An action that is about to be discarded. */
export interface Discarding {
  readonly actor: string;
  readonly id: string;
  readonly name: string;
  readonly isWaiting: boolean;
}

/** Asks whether an action is to be discarded, and says what would come out otherwise without it. */
export function Discard({ discarding: { actor, id, name, isWaiting }, onDone }: { readonly discarding: Discarding; readonly onDone: () => void }) {
  const { answer } = useAsk(CLIENT_TOPICS.consequences, isWaiting ? { actor, id } : null);
  const { run, problem } = useDo();
  const outcomes = answer?.outcomes ?? [];
  return (
    <Confirm isOpen title={`Discard ${name}?`} confirm="Discard" onCancel={onDone} onConfirm={() => run(CLIENT_COMMANDS.discard, { actor, id }, onDone)}>
      {problem !== null && <p className="bad">{problem}</p>}
      {!isWaiting ? (
        <p>It was refused, and has no effect. Its arguments are gone with it.</p>
      ) : outcomes.length === 0 ? (
        <p>No later action that waits comes out otherwise without it. If the server has run it already, that stands.</p>
      ) : (
        <>
          <p>Without it these actions, which wait behind it, come out otherwise:</p>
          <ul aria-label="Consequences">
            {outcomes.map((each) => (
              <li key={each.id}>
                <b>{each.name}</b> <span className="mono">{each.args}</span>: {each.outcome === "threw" ? `throws: ${each.run?.why ?? ""}` : each.outcome}
              </li>
            ))}
          </ul>
        </>
      )}
    </Confirm>
  );
}
