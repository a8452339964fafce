import { useCallback, useRef } from "preact/hooks";
import { failingObjects, isExactAt } from "../../../interpret/open-failures.js";
import type { WorldFacts } from "../../../interpret/world-facts.js";
import { printable } from "../../../io/printable.js";
import { plural } from "../../../lifecycle/narration/words.js";
import { deletedStage } from "../../../lifecycle/stage.js";
import { timeBase } from "../../../report/overview/session-display.js";
import { formatAge } from "../../../report/terminal/age.js";
import type { WorldObjects } from "../../view/steps/step-requests.js";
import { type WorldTreeRow, worldCounts } from "../../view/steps/world-rows.js";
import { formatMoment } from "../../view/times.js";
import { goToStep } from "../state/moves.js";
import type { PageSession } from "../state/page-session.js";
import { timesOf } from "../state/session-times.js";
import { gridCell, gridHead, gridRow } from "../ui/grid-roles.js";
import { StageLabel } from "../ui/stage.js";
import { useWidth } from "../ui/use-width.js";
import { VirtualList } from "../ui/virtual-list.js";
import { type ShownWorld, type WorldFollower, worldOf } from "./shown-world.js";

/** CSS px of a row on one line, and on two where the pane is narrow: as in world-pane.css. */
const rowHeight = 26;
const tallRowHeight = 44;
const narrowPx = 480;

/** Every object at the moment of the step, below its owner. */
export function WorldPane({ session }: { readonly session: PageSession }) {
  const follower = worldOf(session);
  const { objects, failure } = follower.world.value;
  if (failure !== undefined) return <p class="pane-failure">{printable(failure)}</p>;
  if (objects === undefined) return <p class="empty">reading…</p>;
  return <World session={session} follower={follower} objects={objects} />;
}

interface WorldProps {
  readonly session: PageSession;
  readonly follower: WorldFollower;
  readonly objects: WorldObjects;
}

function World({ session, follower, objects }: WorldProps) {
  const world = follower.world.value;
  const { rows, facts } = world;
  const onSeen = useCallback((first: number, last: number) => follower.see(first, last), [follower]);
  const pane = useRef<HTMLDivElement>(null);
  const isNarrow = useWidth(pane, narrowPx) < narrowPx;
  const { analysis, summary } = session.data.value;
  const failing = failingObjects(analysis.findings, objects.sequence);
  const isExact = isExactAt(analysis.findings, objects.sequence);
  const isFailing = ({ ref, sequence }: WorldTreeRow) => failing.has(ref.uid) || (!isExact && facts.get(sequence)?.stage.tone === "bad");
  const { startMs } = timeBase(summary);
  const ageOf = (createdMs: number) =>
    startMs === undefined || Number.isNaN(createdMs - objects.offsetMs) ? "?" : formatAge(startMs + objects.offsetMs - createdMs);
  return (
    <div class={`world ${isNarrow ? "narrow" : ""}`} ref={pane}>
      <p class="bar muted">
        {formatMoment(objects.offsetMs, timesOf(session))}: {countWords(world, worldCounts(rows, isFailing))}
      </p>
      <VirtualList
        class="world-list"
        rowCount={rows.length}
        rowHeight={isNarrow ? tallRowHeight : rowHeight}
        onSeen={onSeen}
        head={<WorldHead />}
        renderRow={(place) => {
          const row = rows[place];
          if (row === undefined) return <div key={place} />;
          const isChanged = row.sequence === objects.sequence;
          return (
            <WorldRowView
              key={row.ref.uid}
              row={row}
              place={place}
              facts={facts.get(row.sequence)}
              isRead={facts.has(row.sequence)}
              isFailing={!row.isDeleted && isFailing(row)}
              isChanged={isChanged}
              ageOf={ageOf}
            />
          );
        }}
        attributes={{ role: "table", tabIndex: 0, "aria-label": "Objects at this moment", "aria-rowcount": rows.length + 1 }}
      />
    </div>
  );
}

function WorldHead() {
  return (
    <div class="world-row world-head" {...gridRow}>
      <span {...gridHead}>object</span>
      <span {...gridHead}>stage</span>
      <span {...gridHead} class="numbers">
        ready
      </span>
      <span {...gridHead} class="numbers">
        restarts
      </span>
      <span {...gridHead} class="numbers">
        age
      </span>
    </div>
  );
}

interface WorldRowProps {
  readonly row: WorldTreeRow;
  /** From 0. */
  readonly place: number;
  readonly facts: WorldFacts | undefined;
  readonly isRead: boolean;
  readonly isFailing: boolean;
  /** By the step that is shown. */
  readonly isChanged: boolean;
  readonly ageOf: (createdMs: number) => string;
}

function WorldRowView({ row, place, facts, isRead, isFailing, isChanged, ageOf }: WorldRowProps) {
  const attributes = { ...gridRow, "aria-rowindex": place + 2, "aria-current": isChanged ? ("step" as const) : undefined };
  return (
    <div class={`world-row ${row.isDeleted ? "deleted" : ""} ${isChanged ? "current" : ""}`} {...attributes}>
      <span {...tableCell} class="world-object">
        <span class="world-sign tone-bad">
          {isFailing && (
            <>
              !<span class="only-heard">failing</span>
            </>
          )}
        </span>
        <span class="world-lead" aria-hidden="true">
          {row.lead}
        </span>
        <button type="button" title={`Go to its last step, #${row.sequence}`} onClick={() => goToStep(row.sequence)}>
          {row.title}
        </button>
      </span>
      <span {...tableCell} class="world-stage">
        {row.isDeleted ? (
          <StageLabel stage={deletedStage} />
        ) : facts !== undefined ? (
          <StageLabel stage={facts.stage} hasDetail />
        ) : (
          <span class="muted">{isRead ? "cannot be read" : "…"}</span>
        )}
      </span>
      <span {...tableCell} class="numbers world-ready">
        {row.isDeleted ? "" : facts?.ready}
      </span>
      <span {...tableCell} class="numbers world-restarts">
        {row.isDeleted ? "" : facts?.restarts}
      </span>
      <span {...tableCell} class="numbers world-age">
        {row.isDeleted || facts === undefined ? "" : ageOf(facts.createdMs)}
      </span>
    </div>
  );
}

const tableCell = { ...gridCell, role: "cell" } as const;

function countWords({ objects, unread }: ShownWorld, { living, failing }: { readonly living: number; readonly failing: number }): string {
  if (objects === undefined) return "";
  const { deleted, kubeEvents } = objects;
  return [
    living === 0 ? "no object exists" : plural(living, "object"),
    failing === 0 ? "" : `${failing} failing`,
    deleted.length === 0 ? "" : `${plural(deleted.length, "object")} deleted`,
    kubeEvents === 0 ? "" : plural(kubeEvents, "Kubernetes Event"),
    unread === 0 ? "" : `${unread} not read yet`,
  ]
    .filter((words) => words !== "")
    .join(", ");
}
