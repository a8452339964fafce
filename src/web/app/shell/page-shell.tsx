import { Panes } from "../panes/panes.js";
import { currentSession } from "../state/view-state.js";
import { Steps } from "../steps/steps.js";
import { TimelineView } from "../timeline/timeline-view.js";
import { VerdictView } from "../verdict/verdict-view.js";

/** The whole page: the verdict first, then the timeline, then the steps and what is known of one. */
export function PageShell() {
  const session = currentSession.value;
  if (session === undefined) return <p>This page holds no session.</p>;
  return (
    <>
      <VerdictView session={session} />
      <main>
        <TimelineView session={session} />
        <section class="reading">
          <Steps session={session} />
          <Panes session={session} />
        </section>
      </main>
    </>
  );
}
