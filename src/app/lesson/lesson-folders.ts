import { statSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { closest, UsageError } from "../../errors.js";
import { readInput } from "../../io/input-file.js";
import { printable } from "../../io/printable.js";
import type { Lesson } from "../../lesson/lesson.js";
import type { AppContext } from "../app-context.js";

/** A folder with a `lesson.yaml`. */
export interface LessonFolder {
  /** Of the folder, without its number: "bad-image-tag". */
  readonly name: string;
  readonly path: string;
  /** Its place in the course, from 1. Absent: a lesson of somebody's own. */
  readonly number?: number;
}

type FolderContext = Pick<AppContext, "packageRoot" | "cwd" | "programName">;

export const lessonFile = "lesson.yaml";
const numbered = /^(\d{2})-(.+)$/;

/** The lessons of the course, in its order. */
export async function courseLessons({ packageRoot }: Pick<AppContext, "packageRoot">): Promise<readonly LessonFolder[]> {
  const root = join(packageRoot, "lessons");
  const names = await readdir(root).catch(() => []);
  return names
    .flatMap((folder): LessonFolder[] => {
      const [, number, name] = numbered.exec(folder) ?? [];
      return number === undefined || name === undefined ? [] : [{ name, number: Number(number), path: join(root, folder) }];
    })
    .sort((a, b) => (a.number ?? 0) - (b.number ?? 0));
}

/**
 * The lesson that a user names: a folder, written like a path or with a `lesson.yaml` in it, or that file; a lesson of the course by its name, the beginning
 * of it that no other has, or its number. `alsoMeant`: other words that may be typed in its place, for "did you mean". Throws `UsageError`.
 */
export async function findLesson(reference: string, context: FolderContext, alsoMeant: readonly string[] = []): Promise<LessonFolder> {
  const resolved = resolve(context.cwd, reference);
  const path = basename(resolved) === lessonFile && !isLessonFolder(resolved) ? dirname(resolved) : resolved;
  const lessons = await courseLessons(context);
  const named = lessons.filter(({ name, number }) => name === reference || String(number) === reference.replace(/^0+(?=\d)/, ""));
  const [found] = named.length > 0 ? named : lessons.filter(({ name }) => reference !== "" && name.startsWith(reference));
  const begun = lessons.filter(({ name }) => name.startsWith(reference));
  if (isLessonFolder(path) && (named.length === 0 || isPath(reference))) return { name: basename(path).replace(numbered, "$2"), path };
  if (isPath(reference))
    throw new UsageError(`no ${lessonFile} in "${printable(reference, 300)}"`, { hint: `name a folder that holds one` });
  if (found !== undefined && (named.length > 0 || begun.length === 1)) return found;
  const near = closest(reference, [...lessons.map(({ name }) => name), ...alsoMeant]);
  const guess =
    begun.length > 1 ? `it can be ${begun.map(({ name }) => name).join(", ")}; ` : near === undefined ? "" : `did you mean "${near}"? `;
  throw new UsageError(`no lesson "${printable(reference, 300)}"`, {
    hint: `${guess}run "${context.programName} learn --list" to see all, or name a folder with a ${lessonFile}`,
  });
}

function isPath(reference: string): boolean {
  return /[\\/]/.test(reference) || reference === "." || reference === "..";
}

/** A path that cannot be looked at is none: a file is no folder, and a name can be too long for one. */
function isLessonFolder(path: string): boolean {
  try {
    return statSync(join(path, lessonFile)).isFile();
  } catch {
    return false;
  }
}

/** Reads its `lesson.yaml`. Throws `UsageError` where it is not valid. */
export async function readLesson(folder: LessonFolder, context: ReadContext): Promise<Lesson> {
  const { parseLesson } = await import("../../lesson/read/parse-lesson.js");
  return parseLesson(await readLessonText(folder, context), join(folder.path, lessonFile));
}

type ReadContext = Pick<AppContext, "cwd" | "interrupt">;

/** The text of its `lesson.yaml`. Rejects with `KubespyError` where it cannot be opened, or is too large. */
export async function readLessonText({ path }: LessonFolder, { cwd, interrupt }: ReadContext): Promise<string> {
  const { maxLessonBytes } = await import("../../lesson/read/parse-lesson.js");
  const file = join(path, lessonFile);
  const bytes = await readInput(file, { cwd, name: `"${printable(file, 300)}"`, maxBytes: maxLessonBytes, signal: interrupt });
  return bytes.toString("utf8");
}
