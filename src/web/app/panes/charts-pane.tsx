import { computed, type ReadonlySignal, signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { printable } from "../../../io/printable.js";
import { plural } from "../../../lifecycle/narration/words.js";
import type { StatusMetric } from "../../../lifecycle/session/status-metrics.js";
import { metricRange, metricTitle } from "../../../report/replay/metric-title.js";
import { chartTable } from "../../view/charts/chart-table.js";
import { countsAt, type PodStages, podsByStage, stackedAreas } from "../../view/charts/pods-by-stage.js";
import { stepLine, valueAt } from "../../view/charts/step-line.js";
import { axisTicks } from "../../view/timeline/axis-ticks.js";
import { formatMoment, type TimeContext } from "../../view/times.js";
import { goToOffset } from "../state/moves.js";
import type { PageSession } from "../state/page-session.js";
import { timesOf } from "../state/session-times.js";
import { AxisView } from "../timeline/axis-view.js";
import { useAxisGestures } from "../timeline/gestures.js";
import { axisOf } from "../timeline/time-axis.js";

/** Each workload has a chart; of more the table has the numbers. */
const maxCharts = 12;
const height = 68;
/** Room for the values beside a chart. */
const gutter = 40;
const padding = 6;

interface Charts {
  readonly view: AxisView;
  readonly width: ReadonlySignal<number>;
  readonly endMs: number;
}

/** Numbers over time, on the axis of the timeline: what is pointed at in one of them is shown in all. */
export function ChartsPane({ session }: { readonly session: PageSession }) {
  const { analysis, summary } = session.data.value;
  const { width, view } = useMemo(() => viewOf(session), [session]);
  const pods = useMemo(() => podsByStage(analysis.objects), [analysis]);
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (element.current === null) return;
    const observer = new ResizeObserver(([entry]) => (width.value = entry?.contentRect.width ?? 0));
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [width]);
  const msOf = ({ clientX }: MouseEvent) => view.scale.value.msAt(clientX - (element.current?.getBoundingClientRect().left ?? 0) - gutter);
  useAxisGestures(view, element, {
    dragOf: ({ shiftKey }) => (shiftKey ? "select" : "pan"),
    onClick: (event) => goToOffset(Math.max(0, msOf(event))),
  });
  const metrics = analysis.metrics.slice(0, maxCharts);
  const left = analysis.metrics.length - metrics.length;
  const charts: Charts = { view, width, endMs: summary.durationMs };
  if (metrics.length === 0 && pods.max === 0) return <p>No number of a Pod or workload was recorded.</p>;
  return (
    <>
      <div
        class="charts"
        ref={element}
        onPointerMove={(event) => (view.axis.hoverMs.value = msOf(event))}
        onPointerLeave={() => (view.axis.hoverMs.value = undefined)}
      >
        {pods.max > 0 && <StageChart charts={charts} pods={pods} />}
        {metrics.map((metric) => (
          <MetricChart key={`${metric.name} ${metric.ref?.uid}`} charts={charts} metric={metric} />
        ))}
        <TimeLabels charts={charts} times={timesOf(session)} />
      </div>
      {left > 0 && <p>{plural(left, "further number")}: see the table.</p>}
      <ChartTableView metrics={analysis.metrics} pods={pods} charts={charts} times={timesOf(session)} />
    </>
  );
}

function viewOf(session: PageSession) {
  const width = signal(0);
  const plotWidth = computed(() => Math.max(1, width.value - gutter));
  return { width, view: new AxisView(axisOf(session), plotWidth, signal(gutter)) };
}

function MetricChart({ charts, metric }: { readonly charts: Charts; readonly metric: StatusMetric }) {
  const max = metric.points.reduce((highest, { value }) => Math.max(highest, value), 1);
  const yOf = yScale(max);
  const title = metricTitle(metric);
  const last = metric.points.at(-1)?.value;
  return (
    <Chart
      charts={charts}
      title={title}
      max={max}
      label={`${title}: ${metricRange(metric)}`}
      valueAt={(ms) => `${ms === undefined ? last : (valueAt(metric.points, ms) ?? "unknown")}`}
    >
      <path class="chart-line" d={stepLine(metric.points, charts.view.scale.value, charts.endMs, yOf)} />
    </Chart>
  );
}

function StageChart({ charts, pods }: { readonly charts: Charts; readonly pods: PodStages }) {
  const areas = stackedAreas(pods, charts.view.scale.value, charts.endMs, yScale(pods.max));
  const names = pods.stages.map(({ name }) => printable(name, 40));
  return (
    <Chart
      charts={charts}
      title="Pods by stage"
      max={pods.max}
      label={`Pods by stage: ${plural(pods.max, "Pod")} at most; ${names.join(", ")}`}
      valueAt={(ms) => <StageCounts pods={pods} ms={ms ?? charts.endMs} />}
    >
      {areas.map((path, place) => (
        <path key={names[place]} class={areaClass(pods, place)} d={path} />
      ))}
    </Chart>
  );
}

/** Stages of one tone differ in strength, in the order of a life. */
function areaClass({ stages }: PodStages, place: number): string {
  const tone = stages[place]?.tone ?? "neutral";
  const shade = stages.slice(0, place).filter((stage) => stage.tone === tone).length % 4;
  return `chart-area tone-${tone} shade-${shade}`;
}

function StageCounts({ pods, ms }: { readonly pods: PodStages; readonly ms: number }) {
  const counts = countsAt(pods, ms);
  return (
    <span class="chart-counts">
      {pods.stages.map(({ name, tone }, place) => (
        <span key={`${tone} ${name}`} class={(counts[place] ?? 0) === 0 ? "is-none" : ""}>
          <svg class="chart-swatch" viewBox="0 0 10 10" aria-hidden="true">
            <rect class={areaClass(pods, place)} width="10" height="10" />
          </svg>
          {printable(name, 40)}
          {tone === "bad" ? "!" : ""} <b>{counts[place]}</b>
        </span>
      ))}
    </span>
  );
}

interface ChartProps {
  readonly charts: Charts;
  readonly title: string;
  readonly max: number;
  /** What a screen reader says of the picture. */
  readonly label: string;
  /** At the moment under the pointer; without one, at the end. */
  readonly valueAt: (ms: number | undefined) => ComponentChildren;
  readonly children: ComponentChildren;
}

function Chart({ charts: { view, width }, title, max, label, valueAt: shown, children }: ChartProps) {
  const { parts } = view.scale.value;
  const at = view.axis.hoverMs.value;
  const x = at === undefined ? -1 : view.scale.value.xOf(at);
  const yOf = yScale(max);
  return (
    <figure class="chart">
      <figcaption>
        <span class="chart-title">{title}</span> <span class="chart-value">{shown(at)}</span>
      </figcaption>
      <svg width={width.value} height={height} role="img" aria-label={label}>
        <text class="chart-max" x={gutter - 6} y={yOf(max) + 4}>
          {max}
        </text>
        <text class="chart-max" x={gutter - 6} y={yOf(0) + 2}>
          0
        </text>
        <svg aria-hidden="true" x={gutter} y="0" width={view.width.value} height={height}>
          <line class="chart-base" x1="0" x2="100%" y1={yOf(0)} y2={yOf(0)} />
          <line class="chart-base is-max" x1="0" x2="100%" y1={yOf(max)} y2={yOf(max)} />
          {children}
          {parts.map(
            ({ isFold, fromX, toX }) => isFold && <rect key={fromX} class="chart-fold" x={fromX} width={toX - fromX} height={height} />,
          )}
          {x >= 0 && <line class="chart-hover" x1={x} x2={x} y1="0" y2={height} />}
        </svg>
      </svg>
    </figure>
  );
}

function yScale(max: number): (value: number) => number {
  return (value) => height - padding - (value / Math.max(1, max)) * (height - 2 * padding);
}

function TimeLabels({ charts: { view, width }, times }: { readonly charts: Charts; readonly times: TimeContext }) {
  const ticks = axisTicks(view.scale.value, times);
  return (
    <svg class="chart-times" width={width.value} height="18" aria-hidden="true">
      {ticks.map(({ x, label }) => (
        <text key={x} x={Math.min(gutter + x, width.value - 4 * label.length)} y="13">
          {label}
        </text>
      ))}
    </svg>
  );
}

interface ChartTableProps {
  readonly metrics: readonly StatusMetric[];
  readonly pods: PodStages;
  readonly charts: Charts;
  readonly times: TimeContext;
}

/** The same numbers as text; made when it is opened. */
function ChartTableView({ metrics, pods, charts: { view }, times }: ChartTableProps) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <details class="chart-table" onToggle={({ currentTarget }) => setIsOpen(currentTarget.open)}>
      <summary>These numbers as a table</summary>
      {isOpen && <NumberTable metrics={metrics} pods={pods} view={view} times={times} />}
    </details>
  );
}

function NumberTable({ metrics, pods, view, times }: Omit<ChartTableProps, "charts"> & { readonly view: AxisView }) {
  const { columns, rows, left } = chartTable(metrics, pods, view.scale.value.range);
  return (
    <section class="chart-scroll" tabIndex={0} aria-label="Numbers over time">
      <table>
        <thead>
          <tr>
            <th scope="col">Time</th>
            {columns.map((column) => (
              <th scope="col" key={column}>
                {printable(column, 100)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ ms, values }) => (
            <tr key={ms}>
              <th scope="row">{formatMoment(ms, times)}</th>
              {values.map((value, column) => (
                <td key={columns[column]}>{value}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {left > 0 && <p>{plural(left, "further moment")} left out: zoom in to see them.</p>}
    </section>
  );
}
