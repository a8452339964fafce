import { Panes } from "../panes/panes.js";
import { currentSession } from "../state/view-state.js";
import { Steps } from "../steps/steps.js";
import { TimelineView } from "../timeline/timeline-view.js";
import { PartBoundary } from "../ui/part-boundary.js";
import { VerdictView } from "../verdict/verdict-view.js";
import { Dialogs } from "./dialogs.js";
import { LiveRegion } from "./live-region.js";
import { SkipLinks } from "./skip-links.js";
import { Splitter } from "./splitter.js";
import { TopBar } from "./top-bar.js";

/** The whole page: the verdict first, then the timeline, then the steps and what is known of one. */
export function PageShell() {
  const session = currentSession.value;
  if (session === undefined) return <p class="empty">This page holds no session.</p>;
  return (
    <>
      <SkipLinks />
      <TopBar session={session} />
      <main class="main">
        <PartBoundary name="the verdict">
          <VerdictView session={session} />
        </PartBoundary>
        <Splitter label="Height of the verdict" variable="--verdict-size" direction="horizontal" />
        <PartBoundary name="the timeline">
          <TimelineView session={session} />
        </PartBoundary>
        <Splitter label="Height of the timeline" variable="--timeline-size" direction="horizontal" />
        <div class="reading">
          <PartBoundary name="the steps">
            <Steps session={session} />
          </PartBoundary>
          <Splitter label="Width of the steps" variable="--steps-size" direction="vertical" />
          <Panes session={session} />
        </div>
      </main>
      <LiveRegion session={session} />
      <Dialogs />
    </>
  );
}
