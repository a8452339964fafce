import { lessonFile } from "../../app/lesson/lesson-folders.js";
import { assertNewFolder, lessonRecordingFile, newLesson } from "../../app/lesson/new-lesson.js";
import { ExitCode, UsageError } from "../../errors.js";
import { formatBytes } from "../../io/bytes.js";
import { printable } from "../../io/printable.js";
import { suggestedCommand } from "../../io/suggested-command.js";
import { plural } from "../../lifecycle/narration/words.js";
import { sharedLines } from "../../report/overview/share-written.js";
import { type CommandContext, wantsHints } from "../common/context.js";
import { type IdentityFlags, withIdentities } from "../common/identity-flags.js";
import { openWithWarnings, warn, warnOfClearSecrets } from "../common/print-session.js";
import type { ShareFlags } from "../share/share-flags.js";
import { noteUnmatchedRules, shareRulesOf } from "../share/share-rules.js";

export interface NewLessonFlags extends IdentityFlags, Pick<ShareFlags, "level" | "keep" | "remove" | "rules" | "db"> {
  readonly output?: string;
  readonly share?: true;
}

/** Writes the draft of a lesson, and says what to do with it. Resolves with the exit code. */
export async function runNewLesson(reference: string, flags: NewLessonFlags, given: CommandContext): Promise<number> {
  assertShared(flags);
  const context = withIdentities(flags, given);
  const { output, db } = flags;
  if (output === undefined)
    throw new UsageError("no folder given for the lesson", { hint: `name one that does not exist, or is empty: "-o DIR"` });
  await assertNewFolder(output, context);
  const { level, rules } = flags.share ? await shareRulesOf(flags, context) : {};
  const session = await openWithWarnings(reference, db, context);
  try {
    const onWarning = (text: string) => warn(text, context);
    const { version, interrupt: signal } = context;
    const share = rules === undefined ? undefined : { rules, version, signal, onWarning, ...(level === undefined ? {} : { level }) };
    const made = await newLesson(session, output, context, { share, onWarning });
    if (rules !== undefined) noteUnmatchedRules(rules, context);
    const { stderr } = context.streams;
    const { stops, tasks } = made.counts;
    const folder = printable(output.replace(/[\\/]+$/, ""), 300);
    stderr.write(`wrote ${folder}/${lessonFile}: ${plural(stops, "stop")}, ${plural(tasks, "task")}\n`);
    stderr.write(`wrote ${folder}/${lessonRecordingFile}: ${formatBytes(made.size)}\n`);
    if (made.manifest === undefined) {
      stderr.write("the recording is included as it is; with --share it is redacted first\n");
      warnOfClearSecrets([session.summary], context);
    } else for (const line of sharedLines(made.manifest, level ?? "secrets")) stderr.write(`${line}\n`);
    if (wantsHints(context)) for (const line of nextSteps(output, context)) stderr.write(`${line}\n`);
    return ExitCode.done;
  } catch (error) {
    if (context.interrupt.aborted) return ExitCode.interrupted;
    throw error;
  } finally {
    await session.close();
  }
}

function nextSteps(output: string, { programName }: CommandContext): readonly string[] {
  const folder = /[\\/]/.test(output) ? output : `./${output}`;
  const command = (...words: readonly string[]) => `"${suggestedCommand(programName, [...words, folder], {})}"`;
  return [`next: write what is marked TODO, then ${command("lesson", "check")} and ${command("learn")}`];
}

function assertShared({ share, level, keep, remove, rules }: NewLessonFlags): void {
  const given = { "--level": level, "--keep": keep, "--remove": remove, "--rules": rules };
  const flag = Object.entries(given).find(([, value]) => value !== undefined)?.[0];
  if (flag !== undefined && !share)
    throw new UsageError(`${flag} needs --share`, { hint: "without it the recording is included as it is" });
}
