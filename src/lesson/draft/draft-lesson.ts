import type { Finding } from "../../diagnosis/engine/finding.js";
import { interpretAt } from "../../interpret/interpret-at.js";
import { finalFindings, type SessionAnalysis } from "../../interpret/session-analysis.js";
import { type GapOutcome, gapOutcome } from "../../model/gap-outcome.js";
import { displayName } from "../../model/kube-object.js";
import type { SessionReader } from "../../model/session.js";
import { checkLesson } from "../check-lesson.js";
import type { Lesson, Stop, Task } from "../lesson.js";
import { lessonLines, maxStopColumns, maxStopLines } from "../lesson-lines.js";
import { causesOf } from "../predicate/frame-test.js";
import { type Matches, matchPredicates } from "../predicate/match-predicates.js";
import type { Predicate } from "../predicate/predicate.js";
import { type ChosenMoment, chooseMoments, weightiestMoments } from "./choose-moments.js";
import { type DraftMoment, draftMoments, type Evidence } from "./draft-moments.js";
import { type DraftFacts, draftTasks, type FindingSubject } from "./draft-tasks.js";
import { plainLine, plainParagraph, plausibleCauses, todo } from "./draft-texts.js";

type DraftReader = Pick<SessionReader, "summary" | "frames" | "lastFrameOf">;

/**
 * A lesson on a session, for an instructor to edit: a stop at each of its weightiest turns with what happened there, and tasks that its milestones, findings
 * and causes answer. It passes `checkLesson`. Without stops where the session shows nothing that a predicate can name. `recording`: how the lesson calls the session.
 */
export async function draftLesson(
  reader: DraftReader,
  analysis: SessionAnalysis,
  recording: string,
  signal?: AbortSignal,
): Promise<Lesson> {
  const { moments, evidence } = await draftMoments(reader, analysis, signal);
  const considered = weightiestMoments(moments, analysis);
  const subjects = subjectsOf(considered, analysis, evidence);
  const classes = new Map(
    Object.values(plausibleCauses).flatMap((each) => each.map(([name]): [string, Predicate] => [name, { opens: name }])),
  );
  const ofSubjects = [...subjects.values()].flatMap(({ causeShows, evidence: shown, nearby }) =>
    [causeShows, shown?.shows ?? [], nearby ?? []].flat(),
  );
  const predicates = [...considered.map(({ shows }) => shows), ...classes.values(), ...ofSubjects];
  const matches = await matchPredicates(predicates, { reader, analysis }, signal);
  const chosen = chooseMoments(considered, matches);
  const owners = new Map(analysis.objects.map((each): [string, string[]] => [each.ref.uid, each.owners.map(({ uid }) => uid)]));
  const tasks = draftTasks(chosen, { matches, frames: reader.summary.frames, subjects, classes, owners } satisfies DraftFacts);
  const stops: Stop[] = [];
  for (const [i, moment] of chosen.entries()) stops.push(await draftStop(moment, tasks[i], reader, analysis));
  return withoutProblems({ ...headOf(reader), recording, stops }, matches, reader.summary.frames);
}

function headOf({ summary: { header } }: DraftReader): Omit<Lesson, "recording" | "stops"> {
  return {
    lesson: 1,
    title: plainLine(header.title ?? "", 70) || plainLine(`What happened in ${header.name}`, 70),
    summary: `${todo}: what the learner can say or do afterwards, in one sentence.`,
    minutes: 15,
  };
}

function subjectsOf(
  moments: readonly DraftMoment[],
  analysis: SessionAnalysis,
  evidence: ReadonlyMap<number, Evidence>,
): ReadonlyMap<Finding, FindingSubject> {
  const final = finalFindings(analysis);
  return new Map(
    moments.flatMap(({ kind, finding }): readonly [Finding, FindingSubject][] => {
      if (kind !== "opened" || finding === undefined) return [];
      const cause = causesOf(finding, final).find(({ class: name }) => moments.some((each) => each.shows.opens === name)) ?? finding;
      const shown = evidenceFor(finding, evidence);
      const nearby = shown === undefined ? undefined : shown.isEvent ? { object: shown.object } : { about: shown.object };
      return [[finding, { cause, causeShows: { opens: cause.class, object: displayName(cause.object) }, evidence: shown, nearby }]];
    }),
  );
}

/** A step of the object itself, else the first Event. */
function evidenceFor({ evidence: sequences, object }: Finding, evidence: ReadonlyMap<number, Evidence>): Evidence | undefined {
  const shown = sequences.flatMap((sequence) => evidence.get(sequence) ?? []);
  return shown.find((each) => !each.isEvent && each.object === displayName(object)) ?? shown[0];
}

/** Its text is what happened, in as many lines as its task leaves. */
async function draftStop(moment: ChosenMoment, task: Task | undefined, reader: DraftReader, analysis: SessionAnalysis): Promise<Stop> {
  // What the finding says would give the answer away.
  const { finding, ...withoutFinding } = moment;
  const asksNothing = task === undefined && finding !== undefined;
  const happened = await whatHappened(asksNothing ? moment : withoutFinding, reader, analysis);
  const stopWith = (lines: number): Stop => ({
    title: plainLine(moment.title, 70),
    at: moment.at,
    ...(asksNothing ? { show: "findings" as const } : {}),
    text: `${plainParagraph(happened, lines)}\n\n${todo}: what to look at here, and why it matters.\n`,
    ...(task === undefined ? {} : { task }),
  });
  const fits = (stop: Stop) => lessonLines(stop, maxStopColumns).length <= maxStopLines;
  return [5, 4, 3, 2].map(stopWith).find(fits) ?? stopWith(1);
}

async function whatHappened({ sequence, finding, kind }: ChosenMoment, reader: DraftReader, analysis: SessionAnalysis): Promise<string> {
  if (kind === "opened" && finding !== undefined) return finding.message;
  if (kind === "resolved" && finding?.resolution !== undefined) return `${finding.message} ${finding.resolution}`;
  const frame = await interpretAt(reader, analysis, sequence);
  if (frame === undefined) return "";
  if (frame.kind === "gap") {
    return `The recorder did not see a part of the session. ${gapSentences[gapOutcome(frame.frame)]}`;
  }
  const { sentence, why } = frame.narration;
  return why === undefined ? sentence : `${sentence} ${why}`;
}

const gapSentences: Readonly<Record<GapOutcome, string>> = {
  empty: "Nothing was missed.",
  repaired: "All that was missed was read back.",
  "possible-loss": "Something that happened in it may be missing.",
};

/** A lesson that its own check refuses helps nobody: tasks that it refuses are left out, then stops. */
function withoutProblems(lesson: Lesson, matches: Matches, frames: number): Lesson {
  const { stops } = lesson;
  if (checkLesson(lesson, matches, frames).length === 0) return lesson;
  const isRefused = (stop: Stop) => checkLesson({ ...lesson, stops: [stop] }, matches, frames).length > 0;
  const bare = stops.map(({ task, ...stop }): Stop => stop);
  return { ...lesson, stops: bare.filter((stop) => !isRefused(stop)) };
}
