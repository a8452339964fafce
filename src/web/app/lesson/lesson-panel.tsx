import { useSignalEffect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { printable } from "../../../io/printable.js";
import type { StopView } from "../../view/lesson/stop-view.js";
import { position } from "../state/view-state.js";
import { Icon } from "../ui/icon.js";
import {
  askHint,
  askSolution,
  goBack,
  goOn,
  isLessonShown,
  lessonData,
  progress,
  shownStop,
  showStopAgain,
  startAgain,
  stopsGoneTo,
} from "./lesson-state.js";
import { Choices, Given } from "./lesson-task.js";
import { InlineText, LessonText } from "./lesson-text.js";

/** The stop that the learner is at: its text, its task, and what was said about answers. */
export function LessonPanel() {
  const stop = shownStop.value;
  const title = useRef<HTMLHeadingElement>(null);
  const body = useRef<HTMLDivElement>(null);
  const last = useRef(stopsGoneTo.peek());
  useSignalEffect(() => {
    const count = stopsGoneTo.value;
    if (count === last.current) return;
    last.current = count;
    // Once the stop is drawn.
    queueMicrotask(() => {
      body.current?.scrollTo({ top: 0 });
      title.current?.focus();
    });
  });
  return (
    <section class="lesson" aria-labelledby="lesson-title">
      <div class="bar">
        <span class="muted numbers">{stop.place}</span>
        <button type="button" class="button quiet end" onClick={() => (isLessonShown.value = false)} title="Hide the lesson (L)">
          Hide
        </button>
      </div>
      <div class="lesson-body" ref={body} key={progress.value.stop}>
        <h2 id="lesson-title" tabIndex={-1} ref={title}>
          <span class="only-heard">{stop.place}: </span>
          {printable(stop.title, 200)}
        </h2>
        {stop.missing !== undefined && (
          <p class="lesson-note">
            <Icon name="info" /> {printable(stop.missing)}
          </p>
        )}
        <LessonText blocks={stop.blocks} />
        {stop.task !== undefined &&
          (stop.task.kind === "find" ? (
            <p class="lesson-question">
              <InlineText parts={stop.task.question} />
            </p>
          ) : (
            <Choices task={stop.task} />
          ))}
        <Given task={stop.task} />
        {stop.finished !== undefined && <Finished text={stop.finished} />}
        <About />
      </div>
      <Moves stop={stop} />
    </section>
  );
}

/** Always at the same place, and none is taken away: who presses it keeps the focus. */
function Moves({ stop }: { readonly stop: StopView }) {
  const { task, canGoBack, canGoOn } = stop;
  const isOpen = task !== undefined && !task.isDone;
  return (
    <div class="lesson-moves" role="group" aria-label="Lesson">
      <Move name="Back" title="Previous stop (b)" can={canGoBack} act={goBack} />
      {task !== undefined && (
        <>
          <Move
            name={task.nextHint ?? "Hint"}
            title={task.nextHint === undefined ? "All hints were given" : "Hint (i)"}
            can={isOpen && task.nextHint !== undefined}
            act={askHint}
          />
          <Move
            name="Solution"
            title={task.canShowSolution ? "Solution (s)" : "After a try"}
            can={isOpen && task.canShowSolution}
            act={askSolution}
          />
        </>
      )}
      <MainMove stop={stop} isOpen={isOpen} canGoOn={canGoOn} />
    </div>
  );
}

/** Answers an open task, else goes on. */
function MainMove({ stop, isOpen, canGoOn }: { readonly stop: StopView; readonly isOpen: boolean; readonly canGoOn: boolean }) {
  const name = !isOpen ? "Next" : stop.task?.kind === "find" ? `Answer with this step (#${position.value})` : "Answer";
  const act = () => {
    if (!goOn()) document.querySelector<HTMLElement>(".lesson [type=radio]")?.focus();
  };
  return <Move name={name} title={`${isOpen ? "Answer the task" : "Next stop"} (Enter)`} can={isOpen || canGoOn} act={act} isMain />;
}

interface MoveProps {
  readonly name: string;
  readonly title: string;
  readonly can: boolean;
  readonly act: () => void;
  readonly isMain?: boolean;
}

function Move({ name, title, can, act, isMain = false }: MoveProps) {
  return (
    <button type="button" class={isMain ? "button lesson-main" : "button"} title={title} aria-disabled={!can} onClick={() => can && act()}>
      {name}
    </button>
  );
}

function Finished({ text }: { readonly text: string }) {
  return (
    <div class="lesson-finished">
      <p>{text}</p>
      <button type="button" class="button" onClick={startAgain}>
        Start again
      </button>
    </div>
  );
}

/** What the lesson is about, where to read on, and what its reader has to know of the file. */
function About() {
  const { lesson } = lessonData.value;
  const details = useRef<HTMLDetailsElement>(null);
  const isFirst = progress.value.stop === 0;
  useEffect(() => {
    if (details.current !== null) details.current.open = isFirst;
  }, [isFirst]);
  return (
    <>
      <p>
        <button type="button" class="link" onClick={showStopAgain}>
          Show the step of this stop again
        </button>
      </p>
      <details class="lesson-about" ref={details}>
        <summary>About this lesson</summary>
        <p>{printable(lesson.summary)}</p>
        <p class="muted">About {lesson.minutes} minutes. This file contains the answers.</p>
        {lesson.synthetic && <p class="lesson-note">The recording is synthetic: it was not made on a real cluster.</p>}
        {lesson.links.length > 0 && (
          <ul class="lesson-list">
            {lesson.links.map(({ title, url }) => (
              <li key={url}>
                {/^https:\/\//.test(url) ? (
                  <a href={url} target="_blank" rel="noopener noreferrer">
                    {printable(title)}
                  </a>
                ) : (
                  printable(title)
                )}
              </li>
            ))}
          </ul>
        )}
      </details>
    </>
  );
}
