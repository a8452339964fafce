import { diffObjects } from "../../diff/diff-objects.js";
import { valueInShort } from "../../diff/value-text.js";
import type { Clause, ObjectChange } from "../kinds/kind-rules.js";
import { clause, listed } from "./words.js";

/** What is told when no rule recognises a change: the fields that changed, by their paths; or that only bookkeeping did. */
export function otherChanges({ before, after }: Pick<ObjectChange, "before" | "after">): readonly Clause[] {
  const changes = diffObjects(before, after).filter((change) => change.kind !== "moved");
  if (changes.length === 0) return [clause(1, "only bookkeeping changed (such as managedFields)", { brief: "bookkeeping" })];
  const texts = changes.map((change) => {
    switch (change.kind) {
      case "added":
        return `${change.path} was set to ${valueInShort(change.after, 40)}`;
      case "removed":
        return `${change.path} was removed`;
      case "changed":
        return `${change.path} changed from ${valueInShort(change.before, 40)} to ${valueInShort(change.after, 40)}`;
      default:
        return `${change.path} changed`;
    }
  });
  return [clause(15, `its ${listed(texts, 3)}`, { brief: texts[0] })];
}
