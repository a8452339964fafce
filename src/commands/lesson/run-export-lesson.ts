import { compare } from "../../app/compare.js";
import { findLesson } from "../../app/lesson/lesson-folders.js";
import { type LessonPage, openLessonPage } from "../../app/lesson/lesson-page.js";
import { assertPageFileName } from "../../app/page/page-file-name.js";
import { reportPage, reportToFile } from "../../app/page/report-to-file.js";
import { ExitCode } from "../../errors.js";
import { printable } from "../../io/printable.js";
import { comparisonText } from "../../report/comparison/comparison-text.js";
import { confidentialContent } from "../../report/overview/clear-content.js";
import type { LessonData } from "../../web/file/lesson-data.js";
import type { CommandContext } from "../common/context.js";
import { sayPageWritten } from "../common/page-after.js";
import { warn, warnOfClearSecrets } from "../common/print-session.js";

export interface ExportLessonFlags {
  readonly output?: string;
  readonly force?: true;
}

/** Writes the page of a lesson. Resolves with the exit code. */
export async function runExportLesson(reference: string, flags: ExportLessonFlags, context: CommandContext): Promise<number> {
  const { output } = flags;
  if (output !== undefined && output !== "-") assertPageFileName(output);
  const onWarning = (text: string) => warn(text, context);
  try {
    const folder = await findLesson(reference, context);
    const page = await openLessonPage(folder, context, onWarning);
    try {
      await write(page, output ?? `${folder.name}.lesson.html`, flags, context);
      sayWhatIsInside(page, folder.number !== undefined, context);
    } finally {
      await page.close();
    }
    return ExitCode.done;
  } catch (error) {
    if (context.interrupt.aborted) return ExitCode.interrupted;
    throw error;
  }
}

async function write(page: LessonPage, file: string, { force }: ExportLessonFlags, context: CommandContext): Promise<void> {
  const { reported } = page;
  const { stdout } = context.streams;
  const onWarning = (text: string) => warn(text, context);
  const lesson = await withComparison(page, context);
  const options = { lesson, onWarning, ifTooLarge: "name a smaller recording in lesson.yaml" };
  if (file === "-") for await (const piece of reportPage([reported], context, options)) if (!stdout.write(piece)) await stdout.drained();
  if (file !== "-") {
    const bytes = await reportToFile([reported], file, context, { ...options, force: force === true });
    sayPageWritten({ file, bytes }, context);
  }
  for (const line of missingLines(lesson)) warn(line, context);
}

/** What who hands the file out has to know. Recordings of the course are public already. */
function sayWhatIsInside({ reported: { session }, data: { lesson } }: LessonPage, isOfCourse: boolean, context: CommandContext): void {
  const { streams, programName } = context;
  streams.stderr.write("the file contains the answers\n");
  if (lesson.synthetic) streams.stderr.write("its recording is synthetic: it was not made on a real cluster\n");
  if (isOfCourse) return;
  warnOfClearSecrets([session.summary], context);
  streams.stderr.write(`before you share it: ${confidentialContent(session.summary)}\n`);
  if (session.summary.header.shared === undefined)
    streams.stderr.write(`"${programName} lesson new SESSION -o DIR --share" removes what may be a credential\n`);
}

/** Columns of the comparison's text. */
const comparisonColumns = 110;

async function withComparison(
  { data, baseline, reported: { session } }: LessonPage,
  { interrupt: signal }: CommandContext,
): Promise<LessonData> {
  if (baseline === undefined) return data;
  const text = comparisonText(await compare(baseline, session, { signal }), { colour: false, columns: comparisonColumns, all: true });
  return { ...data, comparison: { baseline: baseline.summary.header.name, lines: text.trimEnd().split("\n") } };
}

function missingLines({ lesson: { stops } }: LessonData): readonly string[] {
  return stops.flatMap(({ title, missing }, i) => (missing === undefined ? [] : [`stop ${i + 1} (${printable(title, 100)}): ${missing}`]));
}
