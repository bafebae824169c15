import { useState } from "react";
import { type Sample, SERVER_TOPICS } from "@rivulet/runtime/inspector";
import { EmptyState } from "../parts/empty-state.tsx";
import { durationText, sizeText } from "../parts/format.ts";
import { Chart } from "./chart.tsx";
import { useLinkState, useWatched } from "./context.ts";

const MOST = 300;

/** What the server does in each second. */
export function MetricsView() {
  const state = useLinkState();
  const [samples, setSamples] = useState<readonly Sample[]>([]);
  useWatched(SERVER_TOPICS.metrics, {}, {
    answer: (answer) => setSamples(answer.samples),
    notice: (notice) => setSamples((before) => [...before, ...notice.samples].slice(-MOST)),
  });
  if (samples.length === 0) return <EmptyState title="Counting">The first second is not over. What happens is counted while somebody looks.</EmptyState>;
  const perSecond = (of: (sample: Sample) => number) => samples.map((sample) => (of(sample) / Math.max(1, sample.interval)) * 1_000);
  const rate = (value: number): string => `${value >= 100 ? Math.round(value) : Math.round(value * 10) / 10}/s`;
  const whole = (value: number): string => Math.round(value).toLocaleString("en");
  return (
    <div className="charts">
      <Chart title="Actions" text={rate} lines={[{ name: "all", values: perSecond(({ actions }) => actions), tone: "blue" }, { name: "failed", values: perSecond(({ failed }) => failed), tone: "red" }]} />
      <Chart
        title="An action takes"
        text={durationText}
        lines={[
          { name: "half", values: samples.map(({ took }) => took?.[0] ?? null), tone: "green" },
          { name: "95 %", values: samples.map(({ took }) => took?.[1] ?? null), tone: "amber" },
          { name: "99 %", values: samples.map(({ took }) => took?.[2] ?? null), tone: "red" },
        ]}
      />
      <Chart title="Commits" text={rate} lines={[{ name: "commits", values: perSecond(({ commits }) => commits), tone: "violet" }]} />
      <Chart title="Events" text={rate} lines={[{ name: "events", values: perSecond(({ events }) => events), tone: "violet" }]} />
      <Chart title="Actors awake" text={whole} lines={[{ name: "awake", values: samples.map(({ live }) => live), tone: "green" }]} />
      <Chart title="Connections" text={whole} lines={[{ name: "connections", values: samples.map(({ connections }) => connections), tone: "blue" }]} />
      <Chart
        title="Memory"
        text={sizeText}
        lines={[
          { name: "used", values: samples.map(({ memory }) => memory?.used ?? null), tone: "blue" },
          { name: "of", values: samples.map(({ memory }) => memory?.total ?? null), tone: "grey" },
        ]}
      />
      {state.at === "open" && (
        <p className="quiet charts-foot">
          Rivulet {state.welcome.version}. Counted while somebody looks; a second that nobody saw was not counted.
        </p>
      )}
    </div>
  );
}
