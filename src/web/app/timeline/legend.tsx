import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { Tone } from "../../../lifecycle/stage.js";
import type { GapLook } from "../../view/timeline/gap-look.js";
import { clearedContext } from "./canvas.js";
import { drawStage } from "./draw-bars.js";
import { drawFold, drawGap } from "./draw-gaps.js";
import { drawMilestone, drawRestart, drawTick } from "./draw-marks.js";
import { useDrawing } from "./drawing.js";
import type { Palette } from "./palette.js";
import type { TimelineState } from "./timeline-state.js";

type Draw = (context: CanvasRenderingContext2D, palette: Palette) => void;

const width = 30;
const height = 18;

/** Each look of the timeline, drawn by what draws it there. */
const looks: readonly (readonly [string, Draw])[] = [
  ["in progress", stage("progress")],
  ["healthy", stage("good")],
  ["failing", stage("bad")],
  ["ended", stage("ended")],
  ["neutral, such as scaled to zero", stage("neutral")],
  ["deleted", stage("ended", "Deleted")],
  ["milestone", milestone("receipt", "reached")],
  ["milestone by the server's clock, to the second", milestone("server", "reached")],
  ["milestone that was reached before, or that no frame shows", milestone("receipt", "found")],
  ["Kubernetes Event", tick("event")],
  ["Kubernetes Event of type Warning", tick("warning")],
  ["evidence of a finding", tick("evidence")],
  ["restart", (context, palette) => drawRestart(context, palette, 15, 9)],
  ["gap: changes may be missing", gap("possible loss")],
  ["gap: read back from history", gap("repaired")],
  ["gap: no change was missed", gap("proven empty")],
  ["idle time, folded", (context, palette) => drawFold(context, palette, 6, 24, height)],
];

const keys = "↑ ↓ row, ← → stage or mark, Enter show its step, + − 0 zoom, Shift ← → move";

/** What the looks of the timeline mean, and its keys. */
export function Legend({ state }: { readonly state: TimelineState }) {
  const isOpen = useSignal(false);
  return (
    <details
      class="timeline-legend"
      open={isOpen.value}
      onToggle={({ currentTarget }) => (isOpen.value = currentTarget.open)}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || !isOpen.value) return;
        isOpen.value = false;
        event.stopPropagation();
      }}
    >
      <summary class="button">Legend</summary>
      {isOpen.value && (
        <div class="timeline-looks">
          <ul>
            {looks.map(([words, draw]) => (
              <Look key={words} state={state} words={words} draw={draw} />
            ))}
          </ul>
          <p class="muted">{keys}; Ctrl + wheel zooms, dragging moves, Shift + dragging or dragging on the axis chooses a range.</p>
        </div>
      )}
    </details>
  );
}

function Look({ state, words, draw }: { readonly state: TimelineState; readonly words: string; readonly draw: Draw }) {
  const drawing = useRef((canvas: HTMLCanvasElement, _: TimelineState, palette: Palette) => {
    const context = clearedContext(canvas, width, height);
    if (context !== undefined) draw(context, palette);
  });
  const canvas = useDrawing(state, drawing.current);
  return (
    <li>
      <span aria-hidden="true">
        <canvas ref={canvas} />
      </span>
      {words}
    </li>
  );
}

function stage(tone: Tone, name = ""): Draw {
  return (context, palette) => drawStage(context, palette, { name, tone }, { x: 3, width: 24, top: 2, height: 14 });
}

function milestone(timeSource: "receipt" | "server", how: "reached" | "found"): Draw {
  return (context, palette) => drawMilestone(context, palette, { tone: "progress", timeSource, how }, { x: 15, y: 9, isSeveral: false });
}

function tick(kind: "event" | "warning" | "evidence"): Draw {
  return (context, palette) => drawTick(context, palette, kind, 15, 6);
}

function gap(look: GapLook): Draw {
  return (context, palette) => drawGap(context, palette, look, { x: 3, y: 1, width: 24, height: 16 });
}
