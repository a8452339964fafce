import { plural } from "../../lifecycle/narration/words.js";

interface CheckedLesson {
  readonly name: string;
  /** Its `lesson.yaml`, as the user would type it. Safe to print. */
  readonly file: string;
  readonly problems: readonly CheckedProblem[];
  readonly counts?: { readonly stops: number; readonly tasks: number; readonly hints: number; readonly todos: number };
}

interface CheckedProblem {
  readonly line?: number;
  readonly column?: number;
  readonly where?: string;
  readonly problem: string;
}

/** "web: ok: 5 stops, 3 tasks, 7 hints", or each problem with its place: "web/lesson.yaml:3:5: …", "web/lesson.yaml: stop 2 (…): …". */
export function lessonCheckLines({ name, file, problems, counts }: CheckedLesson): readonly string[] {
  if (problems.length > 0) return problems.map((each) => `${file}${placeOf(each)}: ${each.problem}`);
  const { stops = 0, tasks = 0, hints = 0, todos = 0 } = counts ?? {};
  const left = todos === 0 ? "" : `; ${plural(todos, "TODO")} left to write`;
  return [`${name}: ok: ${plural(stops, "stop")}, ${plural(tasks, "task")}, ${plural(hints, "hint")}${left}`];
}

function placeOf({ line, column, where }: CheckedProblem): string {
  if (line !== undefined) return `:${line}:${column ?? 1}`;
  return where === undefined ? "" : `: ${where}`;
}

/** `kubespy lesson check -o json`, one object for each lesson. A contract: fields are added, never changed, while `schemaVersion` stays 1. */
export function lessonCheckJson({ name, file, problems, counts }: CheckedLesson): object {
  return { schemaVersion: 1, lesson: name, file, ok: problems.length === 0, ...counts, problems };
}
