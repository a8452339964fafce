import { useCallback, useMemo, useRef } from "preact/hooks";
import type { Finding } from "../../../diagnosis/engine/finding.js";
import { evidenceShown, findingsShown } from "../state/findings.js";
import { goToStep } from "../state/moves.js";
import type { PageSession } from "../state/page-session.js";
import { timesOf } from "../state/session-times.js";
import { shownSteps } from "../state/shown-steps.js";
import { isPlaying, listedUntil, position } from "../state/view-state.js";
import { gridHead, gridRow } from "../ui/grid-roles.js";
import { useWidth } from "../ui/use-width.js";
import { VirtualList } from "../ui/virtual-list.js";
import { StepRowView } from "./step-row-view.js";
import { StepsToolbar } from "./steps-toolbar.js";

/** CSS px of a row on one line, and on two where the list is narrow: as in steps.css. */
const rowHeight = 26;
const tallRowHeight = 46;
const narrowPx = 600;
/** Rows on each side of those in view that are read as well. */
const nearRows = 24;

/** All steps of the session, or those that are chosen; only those in view exist. */
export function Steps({ session }: { readonly session: PageSession }) {
  const steps = useMemo(() => shownSteps(session), [session]);
  const section = useRef<HTMLElement>(null);
  const isNarrow = useWidth(section, narrowPx) < narrowPx;
  const list = steps.list.value;
  // Rows are drawn again when more have been read.
  steps.version.value;
  const at = position.value;
  const until = listedUntil.value;
  const rowCount = until === undefined ? list.length : Math.min(list.length, list.rowOf(Math.max(until, at) + 1));
  const times = timesOf(session);
  const findings = findingsShown.value;
  const evidence = evidenceShown.value;
  const onSeen = useCallback(
    (first: number, last: number) => {
      if (!isPlaying.peek()) steps.rows.want(sequencesNear(list, first, last));
    },
    [steps, list],
  );
  const renderRow = (row: number) => {
    const sequence = list.at(row) ?? 0;
    const cited = (evidence.get(sequence) ?? [])
      .map((place) => findings[place])
      .filter((finding): finding is Finding => finding !== undefined);
    return (
      <StepRowView
        key={sequence}
        sequence={sequence}
        index={row}
        isCurrent={sequence === at}
        row={steps.rows.get(sequence)}
        times={times}
        findings={cited.slice(0, 2)}
      />
    );
  };
  return (
    <section ref={section} class={`steps ${isNarrow ? "narrow" : ""}`} aria-label="Steps">
      <StepsToolbar session={session} steps={steps} />
      {steps.rows.failure !== undefined && <p class="steps-failure">{steps.rows.failure}</p>}
      <VirtualList
        class="steps-list"
        rowCount={rowCount}
        rowHeight={isNarrow ? tallRowHeight : rowHeight}
        renderRow={renderRow}
        currentRow={rowCount === 0 ? undefined : list.rowOf(at)}
        currentKey={at}
        currentId={`step-${at}`}
        onSeen={onSeen}
        head={<StepsHead />}
        attributes={{
          role: "grid",
          tabIndex: 0,
          "aria-label": "Steps of the session",
          "aria-rowcount": rowCount + 1,
          onClick: ({ target }) => chooseRow(target),
        }}
      />
      {rowCount < list.length && <p class="steps-hidden muted">What comes next is hidden until you answer.</p>}
    </section>
  );
}

const firstRow = { "aria-rowindex": 1 };

function StepsHead() {
  return (
    <div class="step-row step-head" {...gridRow} {...firstRow}>
      <span {...gridHead} class="step-sign">
        <span class="only-heard">kind</span>
      </span>
      <span {...gridHead} class="step-sequence">
        step
      </span>
      <span {...gridHead} class="step-time">
        time
      </span>
      <span {...gridHead} class="step-object">
        object
      </span>
      <span {...gridHead} class="step-words">
        what happened
      </span>
    </div>
  );
}

function sequencesNear(list: { at(row: number): number | undefined }, first: number, last: number): readonly number[] {
  const rows: number[] = [];
  const add = (row: number) => {
    const sequence = list.at(row);
    if (sequence !== undefined) rows.push(sequence);
  };
  for (let row = Math.max(0, first); row <= last; row++) add(row);
  for (let row = last + 1; row <= last + nearRows; row++) add(row);
  for (let row = first - 1; row >= Math.max(0, first - nearRows); row--) add(row);
  return rows;
}

function chooseRow(target: EventTarget | null): void {
  const row = target instanceof Element ? target.closest<HTMLElement>("[data-sequence]") : null;
  if (row !== null) goToStep(Number(row.dataset["sequence"]));
}
