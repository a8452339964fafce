import { type Document, isMap, LineCounter, type Node, type Pair, parseDocument, visit } from "yaml";
import type { z } from "zod";
import { closest, UsageError } from "../../errors.js";
import { printable } from "../../io/printable.js";
import type { Lesson } from "../lesson.js";
import { lessonSchema } from "./lesson-schema.js";

export const maxLessonBytes = 256 * 1024;
/** Deeper than any predicate that a person writes; the schema follows it by recursion. */
const maxDepth = 40;

const hint = "docs/lessons.md explains the format; docs/lesson.schema.json is its JSON Schema";

/** Reads a `lesson.yaml`. Throws `UsageError` naming file, line and field. */
export function parseLesson(text: string, name: string): Lesson {
  const lines = new LineCounter();
  assertShallow(text, name);
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const place = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `${name}:${line}:${col}`;
  };
  const [error] = [...document.errors, ...document.warnings];
  if (error !== undefined) throw new UsageError(`${place(error.pos[0])}: ${lowerFirst(printable(error.message, 300))}`, { hint });
  assertNoAlias(document, place);
  const parsed = lessonSchema.safeParse(document.toJS());
  if (parsed.success) return parsed.data;
  const { path, message } = clearestProblem(parsed.error.issues);
  const field = fieldName(path);
  throw new UsageError(
    `${place(offsetAt(document.contents, path))}: ${field === "" ? "" : `${printable(field, 200)}: `}${printable(message, 300)}`,
    { hint },
  );
}

/** An alias would be resolved, and a few lines of them mean gigabytes. */
function assertNoAlias(document: Document, place: (offset: number) => string): void {
  visit(document, {
    Alias: (_, { range }) => {
      throw new UsageError(`${place(range?.[0] ?? 0)}: an alias: write the value itself`, { hint });
    },
  });
}

/** Each level of YAML costs an indentation or a bracket. */
function assertShallow(text: string, name: string): void {
  let depth = 0;
  for (const [i, line] of text.split("\n").entries()) {
    const indentation = line.length - line.trimStart().length;
    depth = [...line].reduce(
      (count, char) => ("[{".includes(char) ? count + 1 : "]}".includes(char) ? Math.max(0, count - 1) : count),
      depth,
    );
    if (indentation > 2 * maxDepth || depth > maxDepth) throw new UsageError(`${name}:${i + 1}: nested too deep`, { hint });
  }
}

interface Problem {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** Of the alternatives of a union, the one that the author meant: whose first problem is the deepest. */
function clearestProblem(issues: readonly z.core.$ZodIssue[]): Problem {
  const [issue] = issues;
  if (issue === undefined) return { path: [], message: "invalid" };
  if (issue.code === "unrecognized_keys") {
    const [key = ""] = issue.keys;
    return { path: [...issue.path, key], message: unknownField(key) };
  }
  if (issue.code !== "invalid_union" || issue.errors.length === 0) return { path: issue.path, message: lowerFirst(issue.message) };
  const inner = issue.errors
    .filter((each) => each.length > 0)
    .sort((a, b) => a.length - b.length)
    .map(clearestProblem);
  const deepest = inner.reduce(
    (best, each) => (each.path.length > best.path.length ? each : best),
    inner[0] ?? { path: [], message: "invalid" },
  );
  return { path: [...issue.path, ...deepest.path], message: deepest.message };
}

const knownFields = [
  ...[
    "lesson",
    "title",
    "summary",
    "minutes",
    "recording",
    "synthetic",
    "compareWith",
    "links",
    "live",
    "stops",
    "at",
    "last",
    "show",
    "objects",
    "text",
  ],
  ...["task", "predict", "explain", "find", "choices", "answer", "if", "expectedFrames", "hint", "hints", "debrief", "mistakes", "through"],
  ...[
    "object",
    "about",
    "reason",
    "message",
    "change",
    "initial",
    "inferred",
    "repaired",
    "stage",
    "reaches",
    "container",
    "opens",
    "resolves",
    "open",
  ],
  ...[
    "cause",
    "fields",
    "gap",
    "firstDivergence",
    "any",
    "all",
    "not",
    "after",
    "before",
    "path",
    "is",
    "isNot",
    "contains",
    "atLeast",
    "atMost",
  ],
  ...["exists", "changes", "fixture", "targets", "steps", "kubectl", "until", "timeoutSeconds", "url"],
];

function unknownField(key: string): string {
  const near = closest(key, knownFields);
  return near === undefined || near === key ? "unknown field here" : `unknown field; did you mean "${near}"?`;
}

function fieldName(path: readonly PropertyKey[]): string {
  return path
    .map((step) => (typeof step === "number" ? `[${step}]` : `.${String(step)}`))
    .join("")
    .replace(/^\./, "");
}

/** Where the value at a path is; of one that is absent, the value that it would be in. */
function offsetAt(root: unknown, path: readonly PropertyKey[]): number {
  let here = root as Node | null;
  let offset = here?.range?.[0] ?? 0;
  for (const step of path) {
    const pair = isMap(here)
      ? (here.items as Pair<Node, Node | null>[]).find(({ key }) => "value" in key && key.value === step)
      : undefined;
    const next = pair?.value ?? (here !== null && "items" in here && typeof step === "number" ? (here.items as Node[])[step] : undefined);
    offset = pair?.key.range?.[0] ?? next?.range?.[0] ?? offset;
    if (next === undefined || next === null) break;
    here = next as Node;
  }
  return offset;
}

function lowerFirst(text: string): string {
  return `${text.charAt(0).toLowerCase()}${text.slice(1)}`;
}
