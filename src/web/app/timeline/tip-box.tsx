import { formatMoment } from "../../view/times.js";
import type { TimelineState } from "./timeline-state.js";

/** What the pointer or the keyboard points at. */
export function TipBox({ state }: { readonly state: TimelineState }) {
  const tip = state.tip.value;
  const at = state.view.axis.hoverMs.value;
  return (
    <>
      {/* The pointer of those who see needs no voice. */}
      <div class="only-heard" aria-live="polite">
        {tip?.isSpoken === true && tip.text.lines.join(". ")}
      </div>
      {tip !== undefined && (
        <div
          class="timeline-tip"
          role="tooltip"
          style={{
            ...(tip.x > innerWidth / 2 ? { right: `${innerWidth - tip.x + 10}px` } : { left: `${tip.x + 10}px` }),
            ...(tip.bottom > innerHeight * 0.65 ? { bottom: `${innerHeight - tip.top + 4}px` } : { top: `${tip.bottom + 4}px` }),
          }}
        >
          <strong>{tip.text.title}</strong>
          {tip.text.lines.map((line) => (
            <div key={line}>{line}</div>
          ))}
          {at !== undefined && <div class="muted numbers">{formatMoment(at + state.originMs, state.times.value)}</div>}
        </div>
      )}
    </>
  );
}
