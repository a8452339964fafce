import { useLayoutEffect, useRef } from "preact/hooks";
import { printable } from "../../../io/printable.js";
import type { FindingDebrief } from "../../../lesson/play/playable-lesson.js";
import { plural } from "../../../lifecycle/narration/words.js";
import type { DebriefView, TaskView } from "../../view/lesson/stop-view.js";
import { inlineParts } from "../../view/lesson/stop-view.js";
import { FrameLink } from "../ui/frame-link.js";
import { Icon } from "../ui/icon.js";
import { Advice } from "../verdict/advice.js";
import { goOn, markedChoice, mistakeHint } from "./lesson-state.js";
import { InlineText, LessonText } from "./lesson-text.js";

/** A question and its choices; once it is answered, with the right one marked. */
export function Choices({ task }: { readonly task: TaskView }) {
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        goOn();
      }}
    >
      <fieldset class="lesson-choices">
        <legend class="lesson-question">
          <InlineText parts={task.question} />
        </legend>
        {task.choices.map(({ letter, parts, isShownRight }, index) => (
          <label key={letter} class={isShownRight ? "right" : ""}>
            <input
              type="radio"
              name="answer"
              value={letter}
              disabled={task.isDone}
              checked={task.isDone ? isShownRight : markedChoice.value === index}
              onChange={() => (markedChoice.value = index)}
            />
            <span>
              {letter}) <InlineText parts={parts} />
              {isShownRight && (
                <>
                  {" "}
                  <span class="badge tone-good">
                    <Icon name="check" /> right
                  </span>
                </>
              )}
            </span>
          </label>
        ))}
      </fieldset>
      {/* Enter in a form of radio buttons needs one. */}
      <button type="submit" hidden disabled={task.isDone}>
        Answer
      </button>
    </form>
  );
}

/** Hints, what was wrong, and the debrief; read out as they come. */
export function Given({ task }: { readonly task: TaskView | undefined }) {
  const given = useRef<HTMLDivElement>(null);
  const count = (task?.hints.length ?? 0) + (task?.wrong ?? 0) + (task?.isDone === true ? 1 : 0);
  const last = useRef(count);
  useLayoutEffect(() => {
    if (count === last.current) return;
    last.current = count;
    // What was pressed may be far from it: on a narrow screen the steps are.
    given.current?.lastElementChild?.scrollIntoView({ block: "nearest" });
  }, [count]);
  return (
    <div class="lesson-given" aria-live="polite" ref={given}>
      {task?.hints.map((parts, i) => (
        <p class="lesson-hint" key={`hint-${i}`}>
          <b>Hint:</b> <InlineText parts={parts} />
        </p>
      ))}
      {task !== undefined && mistakeHint.value !== undefined && (
        // A new element for each answer, so that it is read out again.
        <p class="lesson-wrong" key={`wrong-${task.wrong}`}>
          <b>Not right.</b> <InlineText parts={inlineParts(mistakeHint.value)} />
        </p>
      )}
      {task?.debrief !== undefined && <Debrief debrief={task.debrief} />}
    </div>
  );
}

function Debrief({ debrief: { lead, blocks, frames, moreFrames, finding } }: { readonly debrief: DebriefView }) {
  return (
    <div class="lesson-debrief">
      <p>
        <b>{lead}</b> <span class="muted">Shown by {frames.length + moreFrames === 1 ? "step" : "steps"}</span>{" "}
        {frames.map((sequence, i) => (
          <span key={sequence}>
            {i > 0 && ", "}
            <FrameLink sequence={sequence} />
          </span>
        ))}
        {moreFrames > 0 && <span class="muted"> and {plural(moreFrames, "more step")}</span>}
      </p>
      <LessonText blocks={blocks} />
      {finding !== undefined && <FindingOfLesson finding={finding} />}
    </div>
  );
}

/** What `kubespy diagnose` says of it. */
function FindingOfLesson({ finding }: { readonly finding: FindingDebrief }) {
  return (
    <div class="lesson-finding">
      <p>
        <span class="muted">Finding:</span> <strong>{printable(finding.class, 100)}</strong> {printable(finding.object, 300)}
      </p>
      <p>{printable(finding.message, 2000)}</p>
      {finding.causes.length > 0 && <p class="muted">Caused by: {finding.causes.map((cause) => printable(cause, 500)).join("; ")}</p>}
      {finding.advice !== undefined && <Advice advice={[finding.advice]} id="lesson-advice" />}
    </div>
  );
}
