import { type LessonProgress, parseLessonProgress } from "../../lesson/play/lesson-progress.js";

/** How far a learner is in all lessons. */
export interface LearnerProgress {
  /** The key of the lesson that was opened last. */
  readonly current?: string | undefined;
  /** By key (`progressKey`); the one that was changed last is the last. */
  readonly lessons: ReadonlyMap<string, LessonProgress>;
}

/** Of the file's format. */
const version = 1;

export const maxProgressBytes = 1_000_000;
/** The course, and as many lessons of one's own as anybody makes: what was changed first is dropped. */
const maxLessons = 300;

export function learnerProgressText({ current, lessons }: LearnerProgress): string {
  const kept = [...lessons].slice(-maxLessons);
  return `${JSON.stringify({ version, current, lessons: Object.fromEntries(kept) }, undefined, 1)}\n`;
}

/** What `learnerProgressText` wrote. `newer`: a later version of the format; `damaged`: anything else. */
export function parseLearnerProgress(text: string): LearnerProgress | "newer" | "damaged" {
  if (text.length > maxProgressBytes) return "damaged";
  const file = recordOf(parsed(text));
  if (file === undefined) return "damaged";
  if (typeof file["version"] === "number" && file["version"] > version) return "newer";
  const lessons = recordOf(file["lessons"]);
  const current = file["current"];
  if (file["version"] !== version || lessons === undefined) return "damaged";
  if (current !== undefined && typeof current !== "string") return "damaged";
  const read = Object.entries(lessons).map(([key, value]) => [key, parseLessonProgress(value)] as const);
  const valid = read.flatMap(([key, progress]) => (progress === undefined ? [] : [[key, progress] as const]));
  return valid.length === read.length ? { current, lessons: new Map(valid) } : "damaged";
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Readonly<Record<string, unknown>>) : undefined;
}
