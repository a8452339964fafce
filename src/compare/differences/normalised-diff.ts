import { type Change, diffObjects } from "../../diff/diff-objects.js";
import { isBoilerplate } from "../../diff/noise.js";
import type { KubeObject } from "../../model/kube-object.js";
import { normalise } from "../run/normalise.js";
import type { NameSubstitutions } from "./name-substitutions.js";

/** The differences with a meaning between a revision of one run and one of the other. Either may be missing. */
export function normalisedDiff(a: KubeObject | undefined, b: KubeObject | undefined, names: NameSubstitutions): readonly Change[] {
  const changes = diffObjects(a && normalise(a, names.a), b && normalise(b, names.b));
  return changes.filter((change) => !isIdentity(change) && !isOrder(change) && !isEmpty(change) && !isSameText(change, names));
}

/** The objects were matched before: their identity is no difference. */
function isIdentity({ segments }: Change): boolean {
  const [first, second] = segments;
  return first?.kind === "field" && first.name === "metadata" && second?.kind === "field" && identity.has(second.name);
}

const identity: ReadonlySet<string> = new Set(["name", "namespace", "generateName", "creationTimestamp", "uid"]);

/** The order of conditions in a status is up to their writer. */
function isOrder({ kind, segments }: Change): boolean {
  const [first] = segments;
  return kind === "moved" && first?.kind === "field" && first.name === "status";
}

/** A field with an empty value that only A has. A diff leaves out such a field when it is added, so it must not appear when it is removed. */
function isEmpty(change: Change): boolean {
  return change.kind === "removed" && isBoilerplate(change.segments, change.before);
}

function isSameText(change: Change, { chosen }: NameSubstitutions): boolean {
  if (change.kind !== "changed" || typeof change.before !== "string" || typeof change.after !== "string") return false;
  const [before, after] = [substituteNames(change.before, chosen.a), substituteNames(change.after, chosen.b)];
  if (before === after) return true;
  const last = change.segments.at(-1);
  return last?.kind === "field" && last.name === "message" && withoutNumbers(before) === withoutNumbers(after);
}

function substituteNames(text: string, names: ReadonlyMap<string, string>): string {
  return names.size === 0 ? text : text.replace(/[a-z0-9](?:[-a-z0-9]*[a-z0-9])?/g, (word) => names.get(word) ?? word);
}

/** "back-off 10s" and "back-off 20s" say the same at different times. */
function withoutNumbers(text: string): string {
  return text.replace(/\d+(?:\.\d+)?/g, "0");
}
