import type { ReadonlySignal } from "@preact/signals";
import { printable } from "../../../io/printable.js";
import { goToStep } from "../state/moves.js";
import type { LiveState, PageSession } from "../state/page-session.js";
import { position } from "../state/view-state.js";

/** Whether the session is still being recorded, and a way to its newest step. */
export function LiveNote({ session, live }: { readonly session: PageSession; readonly live: ReadonlySignal<LiveState> }) {
  const now = live.value;
  const { frames, state } = session.data.value.summary;
  const behind = frames - position.value;
  return (
    <span class={`live-note ${now.state}`}>
      {/* The text changes rarely: what is read out is not interrupted by every step. */}
      <span role="status">{wordsOf(now, state === "interrupted")}</span>
      {now.state === "live" && behind > 0 && (
        <button type="button" class="button" onClick={() => goToStep(frames)}>
          {behind} newer — show the newest
        </button>
      )}
    </span>
  );
}

function wordsOf(live: LiveState, isInterrupted: boolean): string {
  switch (live.state) {
    case "live":
      return "recording";
    case "lost":
      return "connection lost; trying again";
    case "ended":
      return isInterrupted ? "recorder stopped without ending the session" : "";
    case "failed":
      return `no longer followed: ${printable(live.message, 300)}`;
  }
}
