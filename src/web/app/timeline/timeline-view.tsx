import { effect, useSignal } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { plural } from "../../../lifecycle/narration/words.js";
import { timeText } from "../../view/timeline/row-text.js";
import type { PageSession } from "../state/page-session.js";
import { activeSession, position } from "../state/view-state.js";
import { AxisStrip } from "./axis-strip.js";
import { Legend } from "./legend.js";
import { Minimap } from "./minimap.js";
import { onPaletteChange } from "./palette.js";
import { Rows } from "./rows.js";
import { axisOf, type TimeAxis } from "./time-axis.js";
import { TimelineState } from "./timeline-state.js";
import { Toolbar } from "./toolbar.js";

interface TimelineViewProps {
  readonly session: PageSession;
  /** Default: that of the session alone. */
  readonly axis?: TimeAxis;
  /** What of the session is 0 on the axis, in ms since session start. */
  readonly originMs?: number;
  readonly label?: string;
}

/** Every object's stages as bars over time, below its owner. */
export function TimelineView({ session, axis = axisOf(session), originMs = 0, label = "Timeline" }: TimelineViewProps) {
  const state = useMemo(() => new TimelineState(axis, { session, originMs }), [session, axis, originMs]);
  const section = useRef<HTMLElement>(null);
  const selecting = useSignal<{ readonly from: number; readonly to: number } | undefined>(undefined);
  const onSelecting = useMemo(() => (part: typeof selecting.value) => (selecting.value = part), [selecting]);
  useEffect(() => {
    const element = section.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => (state.width.value = element.clientWidth));
    observer.observe(element);
    const stop = onPaletteChange(() => state.paletteVersion.value++);
    return () => {
      observer.disconnect();
      stop();
    };
  }, [state]);
  useShownStep(state);
  useEvidence(state);
  const { nameWidth, stageWidth, rowHeight, isNarrow } = state.layout.value;
  const left = state.data.value.analysis.objectsLeftOut ?? 0;
  return (
    <section
      class={`timeline${isNarrow ? " is-narrow" : ""}`}
      aria-label={label}
      ref={section}
      style={{ "--name": `${nameWidth}px`, "--stage": `${stageWidth}px`, "--row": `${rowHeight}px` }}
    >
      <Toolbar state={state} label={label} />
      <div class="timeline-plots">
        <Minimap state={state} />
        <AxisStrip state={state} onSelecting={onSelecting} />
        <Rows state={state} onSelecting={onSelecting} />
        <Lines state={state} />
        {selecting.value !== undefined && (
          <div
            class="timeline-selecting"
            style={{ left: `${nameWidth + selecting.value.from}px`, width: `${selecting.value.to - selecting.value.from}px` }}
          />
        )}
        <TipBox state={state} />
      </div>
      {left > 0 && <p class="timeline-note">{plural(left, "further object")} not shown: there are too many for one page.</p>}
      <Legend state={state} />
    </section>
  );
}

/** The step that is shown, and the moment under the pointer. */
function Lines({ state }: { readonly state: TimelineState }) {
  const { nameWidth, plotWidth } = state.layout.value;
  const at = state.shownStep.value?.offsetMs;
  const lines = [
    { name: "playhead", x: at === undefined ? undefined : state.scale.value.xOf(at) },
    { name: "hover", x: state.axis.hoverMs.value === undefined ? undefined : state.axisScale.value.xOf(state.axis.hoverMs.value) },
  ];
  return (
    <>
      {lines.map(
        ({ name, x }) =>
          x !== undefined &&
          x >= 0 &&
          x <= plotWidth && <div key={name} class={`timeline-line is-${name}`} style={{ transform: `translateX(${nameWidth + x}px)` }} />,
      )}
    </>
  );
}

function TipBox({ state }: { readonly state: TimelineState }) {
  const tip = state.tip.value;
  const at = state.axis.hoverMs.value;
  // What the keyboard reached is spoken.
  return (
    <>
      <div class="visually-hidden" aria-live="polite">
        {tip?.isSpoken === true && tip.text.lines.join(". ")}
      </div>
      {tip !== undefined && (
        <div
          class="timeline-tip"
          role="tooltip"
          style={{
            top: `${tip.y}px`,
            ...(tip.x > state.width.value / 2 ? { right: `${state.width.value - tip.x + 8}px` } : { left: `${tip.x + 8}px` }),
          }}
        >
          <strong>{tip.text.title}</strong>
          {tip.text.lines.map((line) => (
            <div key={line}>{line}</div>
          ))}
          {at !== undefined && <div class="timeline-tip-at">{timeText(at + state.originMs, state.labels.value)}</div>}
        </div>
      )}
    </>
  );
}

/** Keeps the place of the step that is shown. */
function useShownStep(state: TimelineState): void {
  useEffect(
    () =>
      effect(() => {
        if (activeSession.value !== state.session.index) {
          state.shownStep.value = undefined;
          return;
        }
        const sequence = position.value;
        // The steps say what cannot be read.
        state.session.worker.ask("places", { sequences: [sequence] }).then(
          ([place]) => {
            if (sequence === position.peek()) state.shownStep.value = place;
          },
          () => {},
        );
      }),
    [state],
  );
}

/** Asks for the times of frames that show findings, where the analysis does not say them. */
function useEvidence(state: TimelineState): void {
  const unplaced = state.unplaced.value;
  useEffect(() => {
    if (unplaced.length === 0) return;
    state.session.worker.ask("places", { sequences: unplaced }).then(
      (places) => {
        const known = new Map(state.readPlaces.value);
        for (const { sequence, offsetMs } of places) known.set(sequence, offsetMs);
        if (known.size > state.readPlaces.value.size) state.readPlaces.value = known;
      },
      () => {},
    );
  }, [state, unplaced]);
}
