import type { SessionData } from "../../file/page-manifest.js";

/** When anything happened that a timeline shows, in ms since session start and in no order. */
export function* sessionTimes({ analysis, markers }: SessionData): Generator<number> {
  for (const { stageIntervals, milestones, occurrences } of [...analysis.objects, ...(analysis.eventSubjects ?? [])]) {
    for (const { fromMs } of stageIntervals) yield fromMs;
    for (const { atMs } of milestones) yield atMs;
    for (const times of Object.values(occurrences ?? {})) yield* times;
  }
  for (const times of Object.values(analysis.otherOccurrences ?? {})) yield* times;
  for (const { points } of analysis.metrics) for (const { offsetMs } of points) yield offsetMs;
  for (const { offsetMs } of analysis.findings.news) yield offsetMs;
  for (const { offsetMs } of markers) yield offsetMs;
  for (const { from, to } of analysis.gaps) {
    yield from.offsetMs;
    yield to.offsetMs;
  }
}
