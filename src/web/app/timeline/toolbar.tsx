import { formatDuration } from "../../../io/duration.js";
import { plural } from "../../../lifecycle/narration/words.js";
import { rangeLength } from "../../view/timeline/time-scale.js";
import { formatMoment } from "../../view/times.js";
import { Legend } from "./legend.js";
import type { TimelineState } from "./timeline-state.js";

/** What is shown of the time, and the same by buttons that wheel and keys do. */
export function Toolbar({ state, label }: { readonly state: TimelineState; readonly label: string }) {
  const { rows, times, originMs } = state;
  const { axis } = state.view;
  const range = axis.range.value ?? axis.domain.value;
  const idle = axis.idle.value;
  return (
    <div class="bar">
      <h2>{label}</h2>
      <span class="muted numbers">
        {formatMoment(range.fromMs + originMs, times.value)} to {formatMoment(range.toMs + originMs, times.value)} (
        {formatDuration(rangeLength(range))}), {plural(rows.value.length, "object")}
      </span>
      <span class="end timeline-buttons">
        {state.hasFailures.value && (
          <button
            type="button"
            class="button"
            aria-pressed={state.onlyFailing.value}
            onClick={() => (state.onlyFailing.value = !state.onlyFailing.value)}
          >
            Failing only
          </button>
        )}
        {idle.length > 0 && (
          <button
            type="button"
            class="button"
            aria-pressed={axis.isFolding.value}
            onClick={() => (axis.isFolding.value = !axis.isFolding.value)}
          >
            Fold idle time
          </button>
        )}
        <button
          type="button"
          class="button"
          aria-label="Zoom out"
          title="Zoom out (-)"
          disabled={axis.range.value === undefined}
          onClick={() => state.view.zoomBy(0.5)}
        >
          −
        </button>
        <button type="button" class="button" aria-label="Zoom in" title="Zoom in (+)" onClick={() => state.view.zoomBy(2)}>
          +
        </button>
        <button
          type="button"
          class="button"
          title="Show all (0)"
          disabled={axis.range.value === undefined}
          onClick={() => state.view.showAll()}
        >
          All
        </button>
        <Legend state={state} />
      </span>
    </div>
  );
}
