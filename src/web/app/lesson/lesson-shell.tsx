import { useSignalEffect } from "@preact/signals";
import { useRef } from "preact/hooks";
import { printable } from "../../../io/printable.js";
import { Panes } from "../panes/panes.js";
import { Dialogs } from "../shell/dialogs.js";
import { LiveRegion } from "../shell/live-region.js";
import { partsOfSession, SkipLinks } from "../shell/skip-links.js";
import { Splitter } from "../shell/splitter.js";
import { TopBar } from "../shell/top-bar.js";
import type { PageSession } from "../state/page-session.js";
import { currentSession, listedUntil } from "../state/view-state.js";
import { Steps } from "../steps/steps.js";
import { TimelineView } from "../timeline/timeline-view.js";
import { PartBoundary } from "../ui/part-boundary.js";
import { VerdictView } from "../verdict/verdict-view.js";
import { LessonPanel } from "./lesson-panel.js";
import { isLessonShown, lessonData, lessonTop } from "./lesson-state.js";

const parts = [[".lesson, .lesson-strip button", "lesson"] as const, ...partsOfSession];

/** The page of a lesson: its panel beside the page of its recording. The verdict, which answers tasks, is folded until it is opened. */
export function LessonShell() {
  const session = currentSession.value;
  const showButton = useRef<HTMLButtonElement>(null);
  const wasShown = useRef(true);
  useSignalEffect(() => {
    const isShown = isLessonShown.value;
    // The focus was on what is gone.
    if (isShown !== wasShown.current && !isShown) queueMicrotask(() => showButton.current?.focus());
    wasShown.current = isShown;
  });
  if (session === undefined) return <p class="empty">This page holds no session.</p>;
  const { lesson } = lessonData.value;
  return (
    <>
      <SkipLinks targets={parts} />
      <TopBar session={session} title={lesson.title} />
      <main class={isLessonShown.value ? "with-lesson" : "with-lesson lesson-hidden"}>
        {isLessonShown.value ? (
          <PartBoundary name="the lesson">
            <LessonPanel />
          </PartBoundary>
        ) : (
          <section class="lesson-strip" aria-label="Lesson, hidden">
            <button
              type="button"
              class="button quiet"
              ref={showButton}
              onClick={() => (isLessonShown.value = true)}
              title="Show the lesson (L)"
            >
              Show the lesson
            </button>
          </section>
        )}
        <Splitter label="Width of the lesson" variable="--lesson-size" direction="vertical" />
        <div class="main">
          <Top session={session} />
          <Splitter label="Height of the verdict" variable="--verdict-size" direction="horizontal" />
          <PartBoundary name="the timeline">
            {listedUntil.value === undefined ? <TimelineView session={session} /> : <HiddenTimeline />}
          </PartBoundary>
          <Splitter label="Height of the timeline" variable="--timeline-size" direction="horizontal" />
          <div class="reading">
            <PartBoundary name="the steps">
              <Steps session={session} />
            </PartBoundary>
            <Splitter label="Width of the steps" variable="--steps-size" direction="vertical" />
            <Panes session={session} />
          </div>
        </div>
      </main>
      <LiveRegion session={session} />
      <Dialogs />
    </>
  );
}

/** It would show what the reader is asked to predict. */
function HiddenTimeline() {
  return (
    <section class="timeline" aria-label="Timeline">
      <p class="timeline-note muted">The timeline is hidden until you answer.</p>
    </section>
  );
}

/** What a stop shows above the timeline: the findings, a comparison, or neither. */
function Top({ session }: { readonly session: PageSession }) {
  const { comparison } = lessonData.value;
  const shown = lessonTop.value;
  return (
    <section class="lesson-top" aria-label="Findings and comparison">
      <div class="bar">
        <button
          type="button"
          class="button"
          aria-expanded={shown === "findings"}
          aria-controls="lesson-top"
          onClick={() => (lessonTop.value = shown === "findings" ? "folded" : "findings")}
        >
          Findings
        </button>
        {comparison !== undefined && (
          <button
            type="button"
            class="button"
            aria-expanded={shown === "comparison"}
            aria-controls="lesson-top"
            onClick={() => (lessonTop.value = shown === "comparison" ? "folded" : "comparison")}
          >
            Comparison
          </button>
        )}
        {shown === "folded" && <span class="muted">They can answer a task before you do.</span>}
      </div>
      <div class="lesson-top-content" id="lesson-top" hidden={shown === "folded"}>
        <PartBoundary name={shown === "comparison" ? "the comparison" : "the verdict"} key={shown}>
          {shown === "findings" && <VerdictView session={session} />}
          {shown === "comparison" && <ComparisonText />}
        </PartBoundary>
      </div>
    </section>
  );
}

/** As `kubespy compare` prints it. */
function ComparisonText() {
  const { comparison } = lessonData.value;
  if (comparison === undefined) return <p class="empty">This lesson names no recording to compare with.</p>;
  return (
    <>
      <h2 class="lesson-compared">A is {printable(comparison.baseline, 100)}, B is the recording of this lesson</h2>
      <pre class="lesson-comparison" role="region" aria-label="Comparison" tabIndex={0}>
        {comparison.lines.map((line) => `${printable(line)}\n`)}
      </pre>
    </>
  );
}
