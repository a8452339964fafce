import type { Place } from "./place.js";

/** Fields whose items or members are environment variables. */
export const isEnvironmentField = judgedOnce((field) => environmentFields.has(field.toLowerCase().replace(/[-_]/g, "")));

/** Fields whose items or members are headers of HTTP. */
export const isHeaderField = judgedOnce((field) => headerFields.has(field.toLowerCase().replace(/[-_]/g, "")));

/** A judgement of names of fields, which recur in every revision. An index of a list has no name. */
export function judgedOnce(judge: (name: string) => boolean): (field: string | number | undefined) => boolean {
  const known = new Map<string, boolean>();
  return (field) => {
    if (typeof field !== "string") return false;
    const before = known.get(field);
    if (before !== undefined) return before;
    const verdict = judge(field);
    if (known.size < maxKnownNames) known.set(field, verdict);
    return verdict;
  };
}

const maxKnownNames = 10_000;

const kinds = ["", "extra", "container", "pod", "global", "common", "additional", "custom", "system", "proxy", "agent", "build"];
const environmentFields: ReadonlySet<string> = new Set(
  ["env", "envs", "envvar", "envvars", "envmap", "environment", "environments", "environmentvariables"].flatMap((name) =>
    kinds.map((kind) => `${kind}${name}`),
  ),
);
const headerFields: ReadonlySet<string> = new Set(
  [
    ...kinds,
    "http",
    "https",
    "request",
    "response",
    "customrequest",
    "customresponse",
    "httprequest",
    "web",
    "default",
    "set",
    "add",
    "append",
  ].flatMap((kind) => [`${kind}headers`, `${kind}headermodifier`]),
);

/** What a value is the value of: the field, the object that has it. A value in a list is one of the field that has the list. */
export interface NamedField {
  readonly field: string;
  readonly owner: JsonRecord;
  /** Index of the field in the path. */
  readonly at: number;
}

export type JsonRecord = Readonly<Record<string, unknown>>;

export function namedFieldOf({ path, parents }: Place): NamedField {
  for (let at = path.length - 1; at >= 0; at--) {
    const field = path[at];
    if (typeof field === "string") return { field, owner: jsonMembersOf(parents[at]), at };
  }
  return { field: "", owner: {}, at: -1 };
}

/** The last name of a field before an index of the path: items of lists have that of their list. */
export function nameBefore(path: readonly (string | number)[], end: number): string {
  for (let i = end - 1; i >= 0; i--) {
    const field = path[i];
    if (typeof field === "string") return field;
  }
  return "";
}

/** The last index before the last one that has such a field; -1 without. */
export function containerAt(path: readonly (string | number)[], isContainer: (field: string | number | undefined) => boolean): number {
  for (let i = path.length - 2; i >= 0; i--) if (isContainer(path[i])) return i;
  return -1;
}

/** Whether the value is part of a reference to another object, or names a key of one. */
export function isReferenceAt(place: Place): boolean {
  const owner = jsonMembersOf(place.parents.at(-1));
  if (owner["remoteRef"] !== undefined || owner["sourceRef"] !== undefined || owner["objectName"] !== undefined) return true;
  const { path } = place;
  for (let i = Math.max(0, path.length - 4); i < path.length - 1; i++) {
    const field = path[i];
    if (typeof field === "string" && /(Ref|Refs|valueFrom|Selector)$/.test(field)) return true;
  }
  return false;
}

export function jsonMembersOf(value: unknown): JsonRecord {
  return typeof value === "object" && value !== null ? (value as JsonRecord) : {};
}
