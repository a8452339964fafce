import { plural } from "../../../lifecycle/narration/words.js";
import { fastest, slowest } from "../../../replay/play-limits.js";
import { endActivity, nextStep, previousStep, showAllObjects } from "../state/moves.js";
import type { PageSession } from "../state/page-session.js";
import { playFaster, playSlower, togglePlaying } from "../state/player.js";
import type { ShownSteps } from "../state/shown-steps.js";
import { chosenUids, isPlaying, meaningfulOnly, message, position, runningSearch, speed } from "../state/view-state.js";

/** Moving and playing, which steps are listed, and what the last move came to. */
export function StepsToolbar({ session, steps }: { readonly session: PageSession; readonly steps: ShownSteps }) {
  return (
    <div class="bar steps-bar">
      <div class="steps-moves">
        <button type="button" class="button" onClick={previousStep} title="Previous step (k)">
          ←<span class="only-heard">Previous step</span>
        </button>
        <button type="button" class="button" onClick={togglePlaying} aria-pressed={isPlaying.value} title="Play in recorded time (Space)">
          {isPlaying.value ? "❚❚" : "▶"}
          <span class="only-heard">{isPlaying.value ? "Pause" : "Play in recorded time"}</span>
        </button>
        <button type="button" class="button" onClick={nextStep} title="Next step (j)">
          →<span class="only-heard">Next step</span>
        </button>
        <SpeedButtons />
      </div>
      <label class="steps-which" title="Hides steps at which only noise changed">
        <input
          type="checkbox"
          checked={meaningfulOnly.value}
          onChange={({ currentTarget }) => (meaningfulOnly.value = currentTarget.checked)}
        />{" "}
        meaningful only
      </label>
      {chosenUids.value !== undefined && (
        <button type="button" class="button" onClick={showAllObjects}>
          {plural(chosenUids.value.length, "object")} chosen: show all
        </button>
      )}
      <Status session={session} steps={steps} />
    </div>
  );
}

function SpeedButtons() {
  return (
    <>
      <button type="button" class="button" onClick={playSlower} disabled={speed.value <= slowest} title="Slower (-)">
        −<span class="only-heard">Slower</span>
      </button>
      <output class="steps-speed" title="Recorded time over real time">
        {speed.value}×
      </output>
      <button type="button" class="button" onClick={playFaster} disabled={speed.value >= fastest} title="Faster (+)">
        +<span class="only-heard">Faster</span>
      </button>
    </>
  );
}

/** What is under way, or what the last move came to, or else how many steps are listed. */
function Status({ session, steps }: { readonly session: PageSession; readonly steps: ShownSteps }) {
  const { summary } = session.data.value;
  const opening = session.worker.opening.value;
  const search = runningSearch.value;
  return (
    <span class="steps-status" role="status">
      {opening.state === "reading" ? (
        `reading the recording… ${Math.floor(100 * opening.share)}%`
      ) : search !== undefined ? (
        <>
          looking for a {search.what}: #{search.sequence} of {summary.frames}{" "}
          <button type="button" class="button" onClick={endActivity}>
            stop
          </button>
        </>
      ) : message.value !== undefined ? (
        message.value
      ) : (
        countText(steps, position.value, summary.frames)
      )}
    </span>
  );
}

function countText({ list }: ShownSteps, at: number, frames: number): string {
  const { hidden, upTo } = list.value;
  // While it is read, how many are hidden says little, and both have no room in one line.
  if (upTo < frames) return `#${at} of ${frames}, read up to #${upTo}`;
  return `#${at} of ${frames}${hidden === 0 ? "" : `, ${hidden} hidden`}`;
}
