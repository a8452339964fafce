import { UsageError } from "../../errors.js";
import type { ObjectAnalysis } from "../../interpret/session-analysis.js";
import type { Uid } from "../../model/kube-object.js";
import { chooseObjects } from "../../replay/choose-objects.js";
import { isKind } from "../../replay/kind-words.js";

/** Which objects are shown: all that match one word of each kind of words. An empty list excludes nothing. */
export interface ObjectFilter {
  /** As the player's filter takes them: `pod/nginx`, `rs`, `nginx`, a prefix of a uid. */
  readonly objects: readonly string[];
  /** Kinds as kubectl takes them. */
  readonly kinds: readonly string[];
  readonly namespaces: readonly string[];
  /** Objects that were in this stage at any time: "Stalled", "ImagePullBackOff". */
  readonly stages: readonly string[];
}

export const noFilter: ObjectFilter = { objects: [], kinds: [], namespaces: [], stages: [] };

const prefixes: Readonly<Record<string, keyof ObjectFilter>> = {
  kind: "kinds",
  ns: "namespaces",
  namespace: "namespaces",
  stage: "stages",
};

/** Reads `pod/nginx rs ns:shop stage:"Rolling out"`: words with blanks or commas between them. */
export function parseFilter(text: string): ObjectFilter {
  const filter = { objects: [] as string[], kinds: [] as string[], namespaces: [] as string[], stages: [] as string[] };
  for (const [word] of text.matchAll(/(?:[^\s,"]|"[^"]*"?)+/g)) {
    const [, prefix = "", value = ""] = /^(kind|ns|namespace|stage):(.*)$/s.exec(word) ?? ["", "", word];
    const list = filter[prefixes[prefix] ?? "objects"];
    const plain = value.replaceAll('"', "");
    if (plain !== "" && !list.includes(plain)) list.push(plain);
  }
  return filter;
}

/** The same as text. */
export function formatFilter({ objects, kinds, namespaces, stages }: ObjectFilter): string {
  return [
    ...objects.map(quoted),
    ...kinds.map((name) => `kind:${quoted(name)}`),
    ...namespaces.map((name) => `ns:${quoted(name)}`),
    ...stages.map((name) => `stage:${quoted(name)}`),
  ].join(" ");
}

type FilteredObjects = { readonly uids: readonly Uid[] | undefined } | { readonly problem: string };

type Filtered = Pick<ObjectAnalysis, "ref" | "stageIntervals">;

/** The objects that a filter lets through, in their order; undefined: all. A problem, for people, where it lets none through. */
export function filterObjects(filter: ObjectFilter, objects: readonly Filtered[]): FilteredObjects {
  if (isEmptyFilter(filter)) return { uids: undefined };
  let chosen = objects;
  if (filter.objects.length > 0) {
    const result = matching(filter.objects, objects);
    if (typeof result === "string") return { problem: result };
    chosen = objects.filter(({ ref }) => result.has(ref.uid));
  }
  const namespaces = filter.namespaces.map(lower);
  const stages = filter.stages.map(lower);
  chosen = chosen.filter(
    ({ ref, stageIntervals }) =>
      (filter.kinds.length === 0 || filter.kinds.some((kind) => isKind(kind, ref))) &&
      (namespaces.length === 0 || namespaces.includes(lower(ref.namespace ?? ""))) &&
      (stages.length === 0 ||
        stageIntervals.some(({ stage }) => stages.includes(lower(stage.name)) || stages.includes(lower(stage.detail ?? "")))),
  );
  return chosen.length === 0
    ? { problem: "no object of this session matches the whole filter" }
    : { uids: chosen.map(({ ref }) => ref.uid) };
}

function isEmptyFilter({ objects, kinds, namespaces, stages }: ObjectFilter): boolean {
  return objects.length + kinds.length + namespaces.length + stages.length === 0;
}

/** A value that some objects have, and how many. */
export interface FilterChoice {
  readonly value: string;
  readonly count: number;
}

/** What can be chosen of a session: kinds, namespaces, and stages that objects were in; each with the number of its objects. */
export function filterChoices(objects: readonly Filtered[]): {
  readonly kinds: readonly FilterChoice[];
  readonly namespaces: readonly FilterChoice[];
  readonly stages: readonly FilterChoice[];
} {
  return {
    kinds: counted(objects.map(({ ref }) => [ref.kind])),
    namespaces: counted(objects.map(({ ref }) => (ref.namespace === undefined ? [] : [ref.namespace]))),
    stages: counted(objects.map(({ stageIntervals }) => stageIntervals.map(({ stage }) => stage.name))),
  };
}

function matching(words: readonly string[], objects: readonly Filtered[]): ReadonlySet<Uid> | string {
  try {
    const refs = objects.map(({ ref }) => ref);
    return new Set(chooseObjects(words, refs));
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return error.hint === undefined ? error.message : `${error.message}: ${error.hint}`;
  }
}

/** More values than these do not fit into a choice. */
const maxChoices = 200;

function counted(valuesOf: readonly (readonly string[])[]): readonly FilterChoice[] {
  const counts = new Map<string, number>();
  for (const values of valuesOf) for (const value of new Set(values)) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts]
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
    .slice(0, maxChoices);
}

function quoted(word: string): string {
  return /[\s,]/.test(word) ? `"${word}"` : word;
}

function lower(text: string): string {
  return text.toLowerCase();
}
