import { CLIENT_TOPICS, type FrameRow } from "@rivulet/runtime/inspector";
import { ArrowDown, ArrowUp } from "lucide-react";
import { useEffect, useState } from "react";
import { useNavigation } from "../../frame/navigation.ts";
import { CopyButton } from "../../parts/copy-button.tsx";
import { EmptyState } from "../../parts/empty-state.tsx";
import { clockText, sizeText } from "../../parts/format.ts";
import { readJson } from "../../parts/read-json.ts";
import { Split } from "../../parts/split.tsx";
import { type Column, Table } from "../../parts/table.tsx";
import { ValueTree } from "../../parts/value-tree.tsx";
import { useLink } from "../data/link.ts";
import { useLive } from "../data/live.ts";
import { useAsk } from "../data/use-ask.ts";

const COLUMNS: readonly Column<FrameRow>[] = [
  { id: "time", title: "Time", width: "92px", isExtra: true, cell: ({ at }) => <span className="mono quiet">{clockText(at)}</span> },
  {
    id: "way",
    title: "Way",
    width: "76px",
    cell: ({ way }) => (
      <span className="way" data-tone={way === "sent" ? "violet" : "green"}>
        {way === "sent" ? <ArrowUp size={13} aria-hidden /> : <ArrowDown size={13} aria-hidden />} {way}
      </span>
    ),
  },
  { id: "about", title: "Messages", width: "minmax(0, 1fr)", cell: ({ about }) => about },
  { id: "size", title: "Size", width: "72px", isNumber: true, cell: ({ size }) => sizeText(size) },
];

const MOST = 4_000;

/** The frames of the page's socket, both ways. */
export function WireView() {
  const { route, choose } = useNavigation();
  const link = useLink();
  const inspector = useLive(link.inspector);
  const isSession = useLive(link.session) !== null;
  const [frames, setFrames] = useState<readonly FrameRow[]>([]);
  useEffect(() => {
    setFrames([]);
    return inspector.watch(CLIENT_TOPICS.frames, {}, {
      answer: ({ frames: all }) => setFrames(all),
      notice: ({ frames: more }) => setFrames((before) => [...before, ...more].slice(-MOST)),
    });
  }, [inspector]);
  const n = route.params["frame"] === undefined ? null : Number(route.params["frame"]);
  const { answer, problem } = useAsk(CLIENT_TOPICS.frame, n === null ? null : { n });
  return (
    <Split
      list={
        <Table
          label="Frames"
          rows={frames}
          columns={COLUMNS}
          keyOf={(frame) => String(frame.n)}
          selected={n === null ? null : String(n)}
          onSelect={(frame) => choose({ frame: String(frame.n) })}
          isFollowing
          empty={
            isSession ? (
              <EmptyState title="A session has no frames">They are not part of what is exported.</EmptyState>
            ) : (
              <EmptyState title="No frame yet">What the page and its server say to each other is shown here, from the devtools’ start on.</EmptyState>
            )
          }
        />
      }
      detail={
        n === null ? null : problem !== null ? (
          <p className="bad pad">{problem}</p>
        ) : answer === null ? (
          <span />
        ) : (
          <>
            <div className="pad ends">
              <span className="quiet">{sizeText(answer.size)}</span>
              <CopyButton label="Copy the frame" text={() => answer.text} />
            </div>
            <ValueTree label="Frame" value={(readJson(answer.text) ?? { value: answer.text }).value} openTo={5} most={40} />
          </>
        )
      }
      label={n === null ? "" : `Frame ${n}`}
      onClose={() => choose({ frame: null })}
    />
  );
}
