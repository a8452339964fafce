import { UsageError } from "../../errors.js";
import { type Answer, choiceLetter } from "../../lesson/play/judge-answer.js";
import type { PlayableTask } from "../../lesson/play/playable-lesson.js";
import type { SessionReader } from "../../model/session.js";
import { momentOf, sequenceAt } from "../../replay/moment.js";
import { choiceList } from "../../report/lesson/stop-text.js";

/** Reads what a learner typed as an answer: a letter, or a moment as `--at` takes it. Throws `UsageError` naming what can be answered. */
export async function parseAnswer(
  typed: string,
  task: PlayableTask,
  session: Pick<SessionReader, "summary" | "lastSequenceBy">,
): Promise<Answer> {
  if (task.kind !== "find") return { kind: "choice", index: choiceIndex(typed, task.choices.length) };
  if (typed === "") throw new UsageError("no answer given", { hint: "answer with a step, such as 12, or its time, such as 1.4s" });
  const sequence = await sequenceAt(session, momentOf(typed, session.summary, { flag: "answer" }));
  if (sequence > 0) return { kind: "frame", sequence };
  throw new UsageError(`invalid answer "${typed}": there is no step by then`, { hint: "answer with a step from #1 on" });
}

function choiceIndex(typed: string, count: number): number {
  const letter = typed.trim().replace(/\)$/, "").toLowerCase();
  const index = Array.from({ length: count }, (_, i) => choiceLetter(i)).indexOf(letter);
  if (index >= 0) return index;
  const problem = typed === "" ? "no answer given" : `invalid answer "${typed}"`;
  throw new UsageError(problem, { hint: `answer with ${choiceList(count)}` });
}
