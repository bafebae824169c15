import { ArrowUp, Pencil } from "lucide-react";
import { useState } from "react";
import { SERVER_TOPICS, toJson } from "@rivulet/runtime/inspector";
import { Button, IconButton } from "../parts/button.tsx";
import { CopyButton } from "../parts/copy-button.tsx";
import { EmptyState } from "../parts/empty-state.tsx";
import { type Path, pathId, pathText } from "../parts/flatten.ts";
import { useAsked } from "./context.ts";
import { SeenValue } from "./seen-value.tsx";
import { StateEditor } from "./state-editor.tsx";
import { useFresh } from "./use-every.ts";
import { valueOf } from "./words.ts";

const PAGE = 1_000;

export interface StateTabProps {
  readonly id: string;
  readonly fresh: number;
  readonly mayChange: boolean;
  readonly onChanged: () => void;
}

/** The state, or a part of it; what is too large to be shown at once is looked into. */
export function StateTab({ id, fresh, mayChange, onChanged }: StateTabProps) {
  const [base, setBase] = useState<Path>([]);
  const [from, setFrom] = useState(0);
  const [chosen, setChosen] = useState<Path | null>(null);
  const { answer, error, again } = useAsked(SERVER_TOPICS.state, { id, path: base.map(toJson), from });
  useFresh(fresh, again);
  if (answer === null) return <EmptyState title={error === null ? "Looking" : "It could not be read"}>{error?.message}</EmptyState>;
  const { seen } = answer;
  const outermost = seen.cuts?.find(({ path, what }) => path.length === 0 && what === "entries");
  const enter = (path: Path): void => {
    setBase(path);
    setFrom(0);
    setChosen(null);
  };
  /** A place in what is shown, as a place in the state. */
  const placeOf = (path: Path): Path => {
    const [first, ...rest] = path;
    return [...base, ...(path.length === 0 ? [] : [typeof first === "number" ? first + from : first, ...rest])];
  };
  return (
    <div className="server-stack">
      <div className="server-path">
        <IconButton Icon={ArrowUp} label="Out of this part" isDisabled={base.length === 0} onClick={() => enter(base.slice(0, -1))} />
        <span className="mono clip">{pathText(base)}</span>
        <span className="spacer" />
        {outermost !== undefined && (
          <>
            <span className="quiet">{`${(from + 1).toLocaleString("en")} and on, of ${outermost.size.toLocaleString("en")}`}</span>
            <Button isDisabled={from === 0} onClick={() => setFrom(Math.max(0, from - PAGE))}>
              Before
            </Button>
            <Button isDisabled={from + PAGE >= outermost.size} onClick={() => setFrom(from + PAGE)}>
              After
            </Button>
          </>
        )}
        <CopyButton label="Copy as JSON" text={() => JSON.stringify(seen.value, null, 2)} />
        {mayChange && chosen === null && <IconButton Icon={Pencil} label="Change the whole" isDisabled={base.length > 0 || seen.cuts !== undefined} onClick={() => setChosen([])} />}
      </div>
      <div className="server-tree">
        <SeenValue label="State" seen={seen} openTo={1} most={Number.POSITIVE_INFINITY} selected={chosen === null ? null : pathId(chosen)} onSelect={(path) => setChosen(path)} />
      </div>
      {chosen !== null && (
        <StateEditor
          key={pathId(placeOf(chosen))}
          id={id}
          path={placeOf(chosen)}
          value={partOf(valueOf(seen), chosen)}
          isCut={seen.cuts?.some(({ path }) => isWithin(path, placeInSeen(chosen))) === true}
          mayChange={mayChange}
          onEnter={() => enter(placeOf(chosen))}
          onClose={() => setChosen(null)}
          onChanged={onChanged}
        />
      )}
    </div>
  );

  /** Cuts are named by places in the state's part, with the entries' own numbers. */
  function placeInSeen(path: Path): Path {
    return placeOf(path).slice(base.length);
  }
}

function isWithin(path: readonly unknown[], outer: readonly unknown[]): boolean {
  return outer.every((key, i) => JSON.stringify(path[i]) === JSON.stringify(toJson(key)));
}

function partOf(value: unknown, path: Path): unknown {
  let part = value;
  for (const key of path) {
    if (part instanceof Map) part = part.get(key);
    else if (part instanceof Set) part = [...part][Number(key)];
    else if (typeof part === "object" && part !== null) part = Object.getOwnPropertyDescriptor(part, String(key))?.value;
    else return undefined;
  }
  return part;
}
