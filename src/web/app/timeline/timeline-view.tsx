import { effect } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { plural } from "../../../lifecycle/narration/words.js";
import type { PageSession } from "../state/page-session.js";
import { isDark } from "../state/theme.js";
import { activeSession, position } from "../state/view-state.js";
import { AxisStrip } from "./axis-strip.js";
import { Minimap } from "./minimap.js";
import { onPaletteChange } from "./palette.js";
import { Rows } from "./rows.js";
import { axisOf, type TimeAxis } from "./time-axis.js";
import { TimelineState } from "./timeline-state.js";
import { TipBox } from "./tip-box.js";
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
  useEffect(() => {
    const changed = () => state.view.paletteVersion.value++;
    const stop = onPaletteChange(changed);
    const stopTheme = isDark.subscribe(changed);
    return () => {
      stop();
      stopTheme();
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
      style={{ "--name": `${nameWidth}px`, "--stage": `${stageWidth}px`, "--row": `${rowHeight}px` }}
    >
      <Toolbar state={state} label={label} />
      <div class="timeline-plots">
        {state.hasMinimap.value && <Minimap state={state} />}
        <AxisStrip state={state} />
        <Rows state={state} />
        <Lines state={state} />
        <TipBox state={state} />
      </div>
      {left > 0 && <p class="timeline-note muted">{plural(left, "further object")} not shown: there are too many for one page.</p>}
    </section>
  );
}

/** The step that is shown, and the moment under the pointer. */
function Lines({ state }: { readonly state: TimelineState }) {
  const { nameWidth, plotWidth } = state.layout.value;
  const at = state.shownStep.value?.offsetMs;
  const lines = [
    { name: "playhead", x: at === undefined ? undefined : state.scale.value.xOf(at) },
    {
      name: "hover",
      x: state.view.axis.hoverMs.value === undefined ? undefined : state.view.scale.value.xOf(state.view.axis.hoverMs.value),
    },
  ];
  const part = state.view.selecting.value;
  return (
    <>
      {part !== undefined && (
        <div class="timeline-selecting" style={{ left: `${nameWidth + part.from}px`, width: `${part.to - part.from}px` }} />
      )}
      {lines.map(
        ({ name, x }) =>
          x !== undefined &&
          x >= 0 &&
          x <= plotWidth && <div key={name} class={`timeline-line is-${name}`} style={{ transform: `translateX(${nameWidth + x}px)` }} />,
      )}
    </>
  );
}

/** Keeps the place of the step that is shown, and its row and moment in view when it changes. */
function useShownStep(state: TimelineState): void {
  useEffect(() => {
    // A link may show another part of the session than that of its step.
    let isFirst = true;
    return effect(() => {
      if (activeSession.value !== state.session.index) {
        state.shownStep.value = undefined;
        return;
      }
      const sequence = position.value;
      const isMove = !isFirst;
      isFirst = false;
      // The steps say what cannot be read.
      state.session.worker.ask("places", { sequences: [sequence] }).then(
        ([place]) => {
          if (sequence !== position.peek()) return;
          state.shownStep.value = place;
          if (place !== undefined && isMove && sequence !== state.chosenStep) state.revealStep(place);
          state.chosenStep = undefined;
        },
        () => {},
      );
    });
  }, [state]);
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
