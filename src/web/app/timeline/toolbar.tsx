import { formatDuration } from "../../../io/duration.js";
import { plural } from "../../../lifecycle/narration/words.js";
import { timeText } from "../../view/timeline/row-text.js";
import { lengthOf } from "../../view/timeline/time-scale.js";
import type { TimelineState } from "./timeline-state.js";

/** What is shown of the time, and the same by buttons that wheel and keys do. */
export function Toolbar({ state, label }: { readonly state: TimelineState; readonly label: string }) {
  const { axis, rows, labels, originMs } = state;
  const range = axis.range.value ?? axis.domain.value;
  const idle = axis.idle.value;
  return (
    <div class="timeline-bar">
      <h2>{label}</h2>
      <span class="timeline-range">
        {timeText(range.fromMs + originMs, labels.value)} to {timeText(range.toMs + originMs, labels.value)} (
        {formatDuration(lengthOf(range))}), {plural(rows.value.length, "object")}
      </span>
      <span class="timeline-buttons">
        {state.hasFailures.value && (
          <button type="button" aria-pressed={state.onlyFailing.value} onClick={() => (state.onlyFailing.value = !state.onlyFailing.value)}>
            Failing only
          </button>
        )}
        {idle.length > 0 && (
          <button type="button" aria-pressed={axis.isFolding.value} onClick={() => (axis.isFolding.value = !axis.isFolding.value)}>
            Fold idle time
          </button>
        )}
        <button
          type="button"
          aria-label="Zoom out"
          title="Zoom out (-)"
          disabled={axis.range.value === undefined}
          onClick={() => state.zoomBy(0.5)}
        >
          −
        </button>
        <button type="button" aria-label="Zoom in" title="Zoom in (+)" onClick={() => state.zoomBy(2)}>
          +
        </button>
        <button type="button" title="Show all (0)" disabled={axis.range.value === undefined} onClick={() => state.showAll()}>
          All
        </button>
      </span>
    </div>
  );
}
