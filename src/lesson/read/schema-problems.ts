import type { z } from "zod";
import { closest } from "../../errors.js";
import { fieldsAt } from "./lesson-json-schema.js";

/** What is wrong with a value of `lesson.yaml`, and what to do, in one sentence. */
export interface FieldProblem {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

type Issue = z.core.$ZodIssue;

/** What the schema refuses in a value, in its order. A missing field is left out where another one is a misspelling of it. */
export function schemaProblems(issues: readonly Issue[], value: unknown): readonly FieldProblem[] {
  const plain = issues.flatMap((issue) => plainIssues(issue, value));
  const misspelt = new Set<string>();
  const unknownAt = new Set(plain.filter(({ code }) => code === "unrecognized_keys").map(({ path }) => JSON.stringify(path)));
  // A rule about the whole says nothing more where a field is unknown.
  const telling = plain.filter(({ code, path }) => code !== "custom" || !unknownAt.has(JSON.stringify(path)));
  const problems = telling.flatMap((issue): readonly FieldProblem[] => {
    if (issue.code !== "unrecognized_keys") return [{ path: issue.path, message: messageOf(issue, value) }];
    return issue.keys.map((key) => {
      const { message, meant } = unknownField(key, issue.path);
      if (meant !== undefined) misspelt.add(JSON.stringify([...issue.path, meant]));
      return { path: [...issue.path, key], message };
    });
  });
  return problems.filter(({ path }) => valueAtPath(value, path) !== undefined || !misspelt.has(JSON.stringify(path)));
}

/** Of the alternatives of a union, the issues of the one that the author meant: it has the fewest, or the deepest. */
function plainIssues(issue: Issue, value: unknown): readonly Issue[] {
  if (issue.code !== "invalid_union" || issue.errors.length === 0) return [issue];
  const each = issue.errors.map((issues) =>
    issues.flatMap((inner) => plainIssues({ ...inner, path: [...issue.path, ...inner.path] }, value)),
  );
  if (each.every((issues) => issues.length === 1 && issues[0]?.code === "invalid_type" && issues[0].path.length === issue.path.length))
    return [issue];
  // What the other kinds of task lack says nothing.
  if (issue.path.at(-1) === "task") return taskIssues(issue, each, Object.keys(Object(valueAtPath(value, issue.path))));
  const isOfType = (issues: readonly Issue[]) => (issues.some(({ code }) => code === "invalid_type") ? 1 : 0);
  const [best = []] = each
    .filter((issues) => issues.length > 0)
    .sort((a, b) => a.length - b.length || depthOf(b) - depthOf(a) || isOfType(a) - isOfType(b));
  return best;
}

/** In the order of the schema. */
const kinds = ["predict", "explain", "find"];

function taskIssues({ path }: Issue, each: readonly (readonly Issue[])[], fields: readonly string[]): readonly Issue[] {
  const questions = fields.filter((field) => kinds.includes(field));
  const [question] = questions;
  if (question !== undefined && questions.length === 1) return each[kinds.indexOf(question)] ?? [];
  const [misspelt] = fields.filter((field) => closest(field, kinds) !== undefined);
  const what = questions.length === 0 ? "has no question" : `has ${questions.join(" and ")}, and a task asks one question`;
  const meant =
    questions.length > 0 || misspelt === undefined
      ? "write one of predict, explain, find"
      : `did you mean "${closest(misspelt, kinds)}" by "${misspelt}"?`;
  return [{ code: "custom", path: [...path], message: `${what}: ${meant}`, input: undefined }];
}

function depthOf(issues: readonly Issue[]): number {
  return issues.reduce((deepest, { path }) => Math.max(deepest, path.length), 0);
}

function unknownField(key: string, path: readonly PropertyKey[]): { readonly message: string; readonly meant?: string } {
  const names = [...fieldsAt(path).keys()];
  if (names.includes(key)) return { message: "not a field of this kind of task; remove it" };
  const near = closest(key, names);
  if (near !== undefined) return { message: `unknown field; did you mean "${near}"?`, meant: near };
  return { message: names.length === 0 ? "unknown field; remove it" : `unknown field; there may be ${names.join(", ")}` };
}

/** The messages of the schema itself are whole; those of zod are replaced. */
function messageOf(issue: Issue, value: unknown): string {
  const found = valueAtPath(value, issue.path);
  if (found === undefined && issue.code !== "custom") return missingMessage(issue.path);
  switch (issue.code) {
    case "invalid_type":
      return typeMessage([issue.expected], found);
    case "invalid_union":
      return typeMessage(
        issue.errors.flat().flatMap((each) => (each.code === "invalid_type" ? each.expected : [])),
        found,
      );
    case "invalid_value":
      return `must be ${issue.values.length > 1 ? "one of " : ""}${issue.values.map((each) => `${String(each)}`).join(", ")}${valueHint(issue.values, found)}`;
    case "too_big":
      return typeof found === "number" ? `must be ${issue.maximum} at most` : `has ${sizeOf(found)}; ${issue.maximum} at most`;
    case "too_small":
      if (typeof found === "number") return `must be ${issue.minimum} at least`;
      return isEmpty(found) ? "is empty" : `has ${sizeOf(found)}; ${issue.minimum} at least`;
    case "invalid_format":
      return issue.format === "url" ? 'must be an address that begins with "https://"' : issue.message;
    default:
      return issue.message;
  }
}

function missingMessage(path: readonly PropertyKey[]): string {
  const description = fieldsAt(path.slice(0, -1)).get(String(path.at(-1)));
  return description === undefined || description === "" ? "missing; add it" : `missing; add it: ${lowerFirst(description)}`;
}

const typeWords: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "a mapping",
};

function typeMessage(expected: readonly string[], found: unknown): string {
  const words = [...new Set(expected)].map((type) => typeWords[type] ?? type);
  const wanted = words.length < 2 ? (words[0] ?? "something else") : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
  if (found === null) return `has no value; it must be ${wanted}`;
  const isScalar = typeof found === "number" || typeof found === "boolean";
  const remedy = expected.includes("string") && isScalar ? "; put it into quotes" : "";
  return `must be ${wanted}, and is ${typeOf(found)}${remedy}`;
}

function typeOf(found: unknown): string {
  if (Array.isArray(found)) return "a list";
  if (typeof found === "boolean") return `${found}`;
  return typeof found === "number" ? `the number ${found}` : typeof found === "string" ? "text" : "a mapping";
}

function valueHint(values: readonly unknown[], found: unknown): string {
  if (typeof found !== "string") return "";
  const near = closest(
    found,
    values.filter((each) => typeof each === "string"),
  );
  return near === undefined ? "" : `; did you mean "${near}"?`;
}

function sizeOf(found: unknown): string {
  if (Array.isArray(found)) return `${found.length} ${found.length === 1 ? "item" : "items"}`;
  return `${typeof found === "string" ? found.trim().length : 0} characters`;
}

function isEmpty(found: unknown): boolean {
  return Array.isArray(found) ? found.length === 0 : typeof found === "string" && found.trim() === "";
}

export function valueAtPath(value: unknown, path: readonly PropertyKey[]): unknown {
  let here = value;
  for (const step of path)
    here = typeof here === "object" && here !== null && Object.hasOwn(here, step) ? Reflect.get(here, step) : undefined;
  return here;
}

export function lowerFirst(text: string): string {
  return /^[A-Z][^A-Z]/.test(text) ? `${text.charAt(0).toLowerCase()}${text.slice(1)}` : text;
}
