import { printable } from "../../../io/printable.js";
import { plural } from "../../../lifecycle/narration/words.js";
import type { ComparisonData, TrendData } from "../../view/comparison/comparison-data.js";
import { isTrendData } from "../../view/comparison/comparison-data.js";
import { Panes } from "../panes/panes.js";
import { Dialogs } from "../shell/dialogs.js";
import { LiveRegion } from "../shell/live-region.js";
import { SkipLinks } from "../shell/skip-links.js";
import { Splitter } from "../shell/splitter.js";
import { TopBar } from "../shell/top-bar.js";
import { switchSession } from "../state/links.js";
import type { PageSession } from "../state/page-session.js";
import { activeSession, currentSession, sessions } from "../state/view-state.js";
import { Steps } from "../steps/steps.js";
import { PartBoundary } from "../ui/part-boundary.js";
import { SessionSelect } from "../ui/session-select.js";
import { PairView } from "./pair-view.js";
import { TrendView } from "./trend-view.js";

/** The page of a comparison: what it comes to and what differs; beside it the steps of one of its sessions. */
export function ComparisonShell({ comparison }: { readonly comparison: ComparisonData | TrendData }) {
  const session = currentSession.value;
  if (session === undefined) return <p class="empty">This page holds no session.</p>;
  const isTrend = isTrendData(comparison);
  const names = isTrend
    ? [plural(comparison.baseline.length, "baseline run"), plural(comparison.candidate.length, "candidate run")]
    : [comparison.a.name, comparison.b.name];
  return (
    <>
      <SkipLinks />
      <TopBar session={session} title={`${names.join(" and ")}, compared`} />
      <main class="compared">
        <div class="compared-sections">
          <PartBoundary name="the comparison">
            {isTrend ? <TrendView trends={comparison} /> : <PairView comparison={comparison} />}
          </PartBoundary>
        </div>
        <Splitter label="Width of the comparison" variable="--compared-size" direction="vertical" />
        <Reading session={session} hasSides={!isTrend} />
      </main>
      <LiveRegion session={session} />
      <Dialogs />
    </>
  );
}

/** The steps of the session that was gone to last. */
function Reading({ session, hasSides }: { readonly session: PageSession; readonly hasSides: boolean }) {
  return (
    <div class="compared-reading">
      <div class="bar">
        <span class="muted" id="of-session">
          Steps of
        </span>
        {hasSides ? (
          <div class="choices" role="group" aria-labelledby="of-session">
            {sessions.value.map(({ index, data }) => (
              <button type="button" key={index} aria-pressed={index === activeSession.value} onClick={() => switchSession(index)}>
                <b class={`side side-${index === 0 ? "a" : "b"}`}>{index === 0 ? "A" : "B"}</b>{" "}
                {printable(data.value.summary.header.name, 60)}
              </button>
            ))}
          </div>
        ) : (
          <SessionSelect aria-labelledby="of-session" />
        )}
      </div>
      <PartBoundary name="the steps" key={session.index}>
        <Steps session={session} />
      </PartBoundary>
      <Panes session={session} key={`panes-${session.index}`} />
    </div>
  );
}
