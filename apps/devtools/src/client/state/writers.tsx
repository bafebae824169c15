import { CLIENT_TOPICS } from "@rivulet/runtime/inspector";
import { useNavigation } from "../../frame/navigation.ts";
import { Badge } from "../../parts/badge.tsx";
import type { Path } from "../../parts/flatten.ts";
import { clockText } from "../../parts/format.ts";
import { Part } from "../../parts/split.tsx";
import { useLink } from "../data/link.ts";
import { useLive } from "../data/live.ts";
import { useAsk } from "../data/use-ask.ts";
import { opText } from "../timeline/cause.tsx";
import { authorText } from "../words.ts";

/** Who had a part in a value, the last first. */
export function Writers({ actor, path, n }: { readonly actor: string; readonly path: Path; readonly n: number | null }) {
  const { go } = useNavigation();
  const timeline = useLive(useLink().timeline);
  const { answer, problem } = useAsk(CLIENT_TOPICS.writers, { actor, path: [...path], ...(n !== null && { n }) }, n === null ? timeline : null);
  const writers = answer?.writers ?? [];
  return (
    <Part title="Writers, the last first">
      {problem !== null && <p className="bad">{problem}</p>}
      <ol className="writers">
        {writers.map(({ by, op, isWhole, version, at }, i) => (
          <li key={i}>
            <Badge tone={version === null ? "blue" : "green"}>{version === null ? "waiting" : `v${version}`}</Badge>
            <div>
              {by.who === "action" ? (
                <button type="button" className="link" onClick={() => go("client", "timeline", { row: by.id })}>
                  {authorText(by)}
                </button>
              ) : (
                <span>{authorText(by)}</span>
              )}
              <div className="mono quiet">{opText(op)}</div>
              <div className="quiet">
                {isWhole ? "put it there" : "changed something inside"}, {clockText(at)}
              </div>
            </div>
          </li>
        ))}
      </ol>
      {answer?.isOlder === true && <p className="quiet">{writers.length === 0 ? "It was there before the record begins." : "The rest was there before the record begins."}</p>}
    </Part>
  );
}
