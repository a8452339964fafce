import { compare } from "../../app/compare.js";
import { courseLessons } from "../../app/lesson/lesson-folders.js";
import type { OpenLesson } from "../../app/lesson/open-lesson.js";
import { writeText } from "../../app/write-file.js";
import { UsageError } from "../../errors.js";
import { suggestedCommand } from "../../io/suggested-command.js";
import type { LessonProgress } from "../../lesson/play/lesson-progress.js";
import type { CommandContext } from "../common/context.js";
import { exitCodeOf } from "../replay/play-session.js";

/**
 * Plays a lesson in the interactive player, from the stop where the learner was; resolves with the exit code when the learner leaves it, and once `save` has
 * kept the last progress. The lesson stays open: who opened it closes it.
 */
export async function playLesson(
  open: OpenLesson,
  progress: LessonProgress,
  save: (progress: LessonProgress) => Promise<void>,
  context: CommandContext,
): Promise<number> {
  const { terminal, streams, clock, interrupt, programName } = context;
  if (terminal === undefined)
    throw new UsageError("the player needs a terminal", { hint: `run "${programName} learn next" to read the lesson as text` });
  const saving = oneAfterAnother(save);
  const replay = suggestedCommand(programName, ["replay", open.reference]);
  const { openPlayer } = await import("../../tui/runtime/open-player.js");
  const end = await openPlayer({
    reader: open.session,
    terminal,
    clock,
    colour: streams.stdout.colour,
    command: replay,
    diagnoseCommand: suggestedCommand(programName, ["diagnose", open.reference]),
    start: { position: 1 },
    save: async (file, text) => {
      await writeText(text, file, { cwd: context.cwd, signal: interrupt });
    },
    markers: { refusal: `a lesson has no markers: run "${replay}" to mark steps` },
    lesson: {
      playable: open.playable,
      progress,
      comparison: await comparisonOf(open, context),
      nextCommand: await nextCommand(open, context),
      onProgress: saving.save,
    },
    interrupt,
  });
  await saving.done();
  return exitCodeOf(end);
}

/** What was saved last is what is kept, however long each takes. */
function oneAfterAnother(save: (progress: LessonProgress) => Promise<void>) {
  let last = Promise.resolve();
  return {
    save: (progress: LessonProgress): Promise<void> => {
      last = last.catch(() => {}).then(() => save(progress));
      return last;
    },
    /** Rejects where the last progress could not be kept. */
    done: () => last,
  };
}

/** The baseline compared with the session, as `compare` prints it; made anew for the columns that there are. */
async function comparisonOf(
  { baseline, session }: OpenLesson,
  { streams, interrupt }: CommandContext,
): Promise<((columns: number) => readonly string[]) | undefined> {
  if (baseline === undefined) return undefined;
  const { comparisonText } = await import("../../report/comparison/comparison-text.js");
  const comparison = await compare(baseline, session, { signal: interrupt });
  const { colour } = streams.stdout;
  return (columns) => comparisonText(comparison, { colour, columns, all: true }).trimEnd().split("\n");
}

/** Opens the next lesson of the course; after the last one, and after a lesson of somebody's own, the course. */
async function nextCommand({ playable }: OpenLesson, context: CommandContext): Promise<string> {
  const lessons = await courseLessons(context);
  const next = lessons[lessons.findIndex(({ name }) => name === playable.name) + 1];
  const isOfCourse = lessons.some(({ name }) => name === playable.name);
  return suggestedCommand(context.programName, ["learn", ...(isOfCourse && next !== undefined ? [next.name] : [])]);
}
