import { CLIENT_COMMANDS, CLIENT_TOPICS, type Faults } from "@rivulet/runtime/inspector";
import { Download, RotateCcw } from "lucide-react";
import { useEffect, useState } from "react";
import { Button } from "../../parts/button.tsx";
import { Confirm } from "../../parts/confirm.tsx";
import { EmptyState } from "../../parts/empty-state.tsx";
import { Part } from "../../parts/split.tsx";
import { download } from "../../parts/download.ts";
import { useLink } from "../data/link.ts";
import { useLive } from "../data/live.ts";
import { useActor } from "../data/use-actor.ts";
import { useAsk } from "../data/use-ask.ts";
import { useDo } from "../data/use-do.ts";

type Field = Exclude<keyof Faults, "offline">;

interface FieldOf {
  readonly field: Field;
  readonly label: string;
  readonly max: number;
  readonly step: number;
  readonly unit: string;
}

const NETWORK: readonly FieldOf[] = [
  { field: "latency", label: "Latency, each way", max: 10_000, step: 50, unit: "ms" },
  { field: "jitter", label: "Jitter on top", max: 10_000, step: 50, unit: "ms" },
  { field: "drop", label: "Frames lost", max: 1, step: 0.05, unit: "of 1" },
  { field: "duplicate", label: "Frames doubled", max: 1, step: 0.05, unit: "of 1" },
  { field: "seed", label: "Seed of the chances", max: 999_999, step: 1, unit: "" },
];
const SKEW: readonly FieldOf[] = [
  { field: "skew", label: "Clock is off by", max: 86_400_000, step: 1_000, unit: "ms" },
  { field: "version", label: "Schema is off by", max: 100, step: 1, unit: "" },
];

const CALM: Omit<Faults, "seed"> = { offline: false, latency: 0, jitter: 0, drop: 0, duplicate: 0, reject: 0, skew: 0, version: 0 };

/** Makes trouble on purpose: for the network, the clock, the version, and the server's mind. */
export function FaultsView() {
  const link = useLink();
  const inspector = useLive(link.inspector);
  const isSession = useLive(link.session) !== null;
  const timeline = useLive(link.timeline);
  const { answer } = useAsk(CLIENT_TOPICS.faults, isSession ? null : {}, timeline);
  const { actor } = useActor();
  const { run, problem } = useDo();
  const [faults, setFaults] = useState<Faults | null>(null);
  const [isEvicting, setEvicting] = useState(false);
  useEffect(() => setFaults(answer), [answer]);
  if (isSession) return <EmptyState title="A session cannot be disturbed">Faults are for a page that runs.</EmptyState>;
  if (faults === null) return null;
  const set = (change: Partial<Faults>): void => {
    setFaults({ ...faults, ...change });
    inspector.do(CLIENT_COMMANDS.setFaults, change).then(setFaults, () => setFaults(answer));
  };
  const exportTest = (): void => {
    if (actor !== null) inspector.ask(CLIENT_TOPICS.testFile, { actor }).then(({ text }) => download("faults.test.ts", text), () => {});
  };
  return (
    <div className="scroll">
      {problem !== null && <p className="bad pad">{problem}</p>}
      <Part title="Network" end={<Button Icon={RotateCcw} onClick={() => set(CALM)}>All calm</Button>}>
        <label className="switch">
          <input type="checkbox" role="switch" checked={faults.offline} onChange={({ target }) => set({ offline: target.checked })} /> Offline
        </label>
        {NETWORK.map((field) => (
          <NumberField key={field.field} {...field} value={faults[field.field]} onChange={set} />
        ))}
      </Part>
      <Part title="Server">
        <div className="ends start">
          <Button onClick={() => set({ reject: faults.reject + 1 })}>Reject the next action</Button>
          <span className="quiet">{faults.reject > 0 ? `${faults.reject} to be rejected` : ""}</span>
        </div>
        <p className="quiet">It is sent under a name that no actor has: the server itself refuses it, and the queue shows it as it shows any other.</p>
      </Part>
      <Part title="As a test">
        <Button Icon={Download} isDisabled={actor === null} onClick={exportTest}>
          Export as a test
        </Button>
        <p className="quiet">What this page called, in simulated worlds from the seed above: time is virtual there, and the same trouble comes again and again.</p>
      </Part>
      <Part title="Replica">
        <div className="ends start">
          <Button isDisabled={actor === null} onClick={() => actor !== null && run(CLIENT_COMMANDS.replay, { actor })}>
            Force a rebase
          </Button>
          <Button isDangerous onClick={() => setEvicting(true)}>
            Evict the storage
          </Button>
        </div>
      </Part>
      <Part title="Skew">
        {SKEW.map((field) => (
          <NumberField key={field.field} {...field} value={faults[field.field]} onChange={set} isSigned />
        ))}
      </Part>
      <Confirm isOpen={isEvicting} title="Evict the storage?" confirm="Evict" onCancel={() => setEvicting(false)} onConfirm={() => run(CLIENT_COMMANDS.evict, {}, () => setEvicting(false))}>
        <p>The device’s database of this page is deleted, as a browser does that is short of room. What no tab has in memory and the server has not accepted is lost.</p>
      </Confirm>
    </div>
  );
}

function NumberField({ field, label, max, step, unit, value, onChange, isSigned = false }: FieldOf & { readonly value: number; readonly onChange: (change: Partial<Faults>) => void; readonly isSigned?: boolean }) {
  return (
    <label className="number">
      <span>{label}</span>
      <input
        className="field"
        type="number"
        min={isSigned ? -max : 0}
        max={max}
        step={step}
        value={value}
        onChange={({ target: { valueAsNumber } }) => Number.isFinite(valueAsNumber) && onChange({ [field]: valueAsNumber })}
      />
      <span className="quiet">{unit}</span>
    </label>
  );
}
