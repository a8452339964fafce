import { type Change, diffObjects } from "../diff/diff-objects.js";
import { isBoilerplate } from "../diff/noise.js";
import type { KubeObject } from "../model/kube-object.js";
import { type Normalising, normalised } from "./normalise.js";

/** What is made up in each run, and names that people chose differently for the same role. */
export interface Knowledge {
  readonly a: Normalising;
  readonly b: Normalising;
  /** Canonical words for names that both runs chose, per run: only for telling whether two texts say the same. */
  readonly chosen: { readonly a: ReadonlyMap<string, string>; readonly b: ReadonlyMap<string, string> };
}

/** What differs between a revision of one run and one of the other and means something. Either may be missing. */
export function normalisedDiff(a: KubeObject | undefined, b: KubeObject | undefined, known: Knowledge): readonly Change[] {
  const changes = diffObjects(a && normalised(a, known.a), b && normalised(b, known.b));
  return changes.filter((change) => !isIdentity(change) && !isOrder(change) && !isEmpty(change) && !saysTheSame(change, known));
}

/** Which object it is was settled when it was matched. */
function isIdentity({ segments }: Change): boolean {
  const [first, second] = segments;
  return first?.kind === "field" && first.name === "metadata" && second?.kind === "field" && identity.has(second.name);
}

const identity: ReadonlySet<string> = new Set(["name", "namespace", "generateName", "creationTimestamp", "uid"]);

/** In a status it is up to the writer in which order conditions stand. */
function isOrder({ kind, segments }: Change): boolean {
  const [first] = segments;
  return kind === "moved" && first?.kind === "field" && first.name === "status";
}

/** A field that only one of them has, and that says nothing: a diff leaves it out where it appears, so here also where it goes. */
function isEmpty(change: Change): boolean {
  return change.kind === "removed" && isBoilerplate(change.segments, change.before);
}

function saysTheSame(change: Change, { chosen }: Knowledge): boolean {
  if (change.kind !== "changed" || typeof change.before !== "string" || typeof change.after !== "string") return false;
  const [before, after] = [inWords(change.before, chosen.a), inWords(change.after, chosen.b)];
  if (before === after) return true;
  const last = change.segments.at(-1);
  return last?.kind === "field" && last.name === "message" && withoutNumbers(before) === withoutNumbers(after);
}

function inWords(text: string, names: ReadonlyMap<string, string>): string {
  return names.size === 0 ? text : text.replace(/[a-z0-9](?:[-a-z0-9]*[a-z0-9])?/g, (word) => names.get(word) ?? word);
}

/** "back-off 10s" and "back-off 20s" say the same at different times. */
function withoutNumbers(text: string): string {
  return text.replace(/\d+(?:\.\d+)?/g, "0");
}
