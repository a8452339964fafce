import { memoizeNames } from "./memoize-names.js";

/**
 * The words of a name that a controller wrote, in lower case: "DaemonServiceHealthy", "PENDING_RERUN", "ACK.ResourceSynced", "Cluster in healthy state".
 * "up to date", "timed out", "failing over" and "back off" become one word.
 */
export const wordsOf: (name: string) => readonly string[] = memoizeNames(split);

/** Longer text is a message, not a name. */
const maxLength = 160;

function split(name: string): readonly string[] {
  return name
    .slice(0, maxLength)
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1 $2")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, " ")
    .replace(
      /\b(up to date|timed? out|in progress|in sync|back off|crash loop|rolling out|rolled back|no longer|as expected|fail(?:ing|ed)? ?over|switching over|split brain)\b/g,
      (phrase) => phrase.replaceAll(" ", ""),
    )
    .trim()
    .split(" ");
}

/** "not", "no", "without" before the word at this index: "NotReady", "NoErrors", "NoDiskPressure", "DependencyNotReady". */
export function isNegated(words: readonly string[], index: number): boolean {
  return (
    negations.has(words[index - 1] ?? "") ||
    (words[index - 2] === "no" && (words[index - 1] === "longer" || plurals.has(words[index] ?? "")))
  );
}

/** "NoDiskPressure", "NoRecentErrors", but "NotFoundError". */
const plurals = new Set(["pressure", "errors", "failures", "warnings", "conflicts", "violations", "timeouts"]);

const negations = new Set(["not", "no", "non", "without", "never", "isnt", "nolonger", "0", "zero"]);
