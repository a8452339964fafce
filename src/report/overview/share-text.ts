import { printable } from "../../io/printable.js";
import { capital, plural } from "../../lifecycle/narration/words.js";
import type { RemovedCount, SessionShare, ShareLevel } from "../../model/session-share.js";
import { listedRecorded } from "./listed-recorded.js";

/** Kinds of removed values in a sentence. */
const maxNamed = 6;
/** Items of one list where everything is shown. */
const maxListed = 40;
/** Characters. */
const maxWord = 48;
const maxPath = 200;

/**
 * "shared at level secrets: 12 values removed (environment variable ×8, ConfigMap data ×3 and JSON Web Token), names kept". Recorded words are bounded and
 * printable.
 */
export function shareWords({ level, removed, pseudonyms, kept = [], whileRecording }: SessionShare): string {
  const when = whileRecording ? " while recording: at least" : ":";
  return [
    `shared at level ${level}${when} ${sumOf(removed, "value")} removed${namesOf(removed)}`,
    ...(level === "skeleton" ? ["all free text left out"] : []),
    ...(level === "identities" ? ["titles and markers reduced to common words"] : []),
    ...(level === "secrets" ? ["names kept"] : []),
    ...(pseudonyms === undefined ? [] : [`${sumOf(pseudonyms, "name")} replaced by pseudonyms${namesOf(pseudonyms)}`]),
    ...(kept.length === 0 ? [] : [`${plural(kept.length, "path")} kept on request`]),
  ].join(", ");
}

/** The same as a sentence. */
export function shareSentence(share: SessionShare): string {
  return `${capital(shareWords(share))}.`;
}

/** What the file may still hold, as the end of "may hold ...": what the level leaves by design, and what was kept on request. */
export function remainingContent({ level, kept = [], whileRecording }: SessionShare): string {
  const parts = [
    ...remainingAt[level],
    ...(kept.length === 0 ? [] : ["what was kept on request"]),
    ...(whileRecording ? ["copies of removed values that were recorded before it was known what they are"] : []),
  ];
  return `${parts.slice(0, -1).join(", ")}, and ${parts.at(-1)}`;
}

const remainingAt: Readonly<Record<ShareLevel, readonly string[]>> = {
  secrets: ["names", "labels", "images", "addresses", "harmless settings", "texts in which no credential was recognised"],
  identities: [
    "kinds",
    "structure",
    "times",
    "numbers",
    "image tags and digests",
    "well-known registries",
    "texts in which neither a credential nor a name was recognised",
  ],
  skeleton: ["kinds", "structure", "times", "stages", "numbers", "names that every cluster has", "reasons that Kubernetes gives"],
};

/** What a reader must know before a command with names is run; undefined where names are the real ones. */
export function namesNote({ level }: SessionShare): string | undefined {
  return level === "secrets" ? undefined : "Names are pseudonyms: in commands for the cluster, use the real ones.";
}

/** What was removed, by kind; pseudonyms; what was kept and removed on request; by which program. Lines for `show` and the page. */
export function shareLines(share: SessionShare): readonly string[] {
  const { level, by, rules, removed, pseudonyms = [], kept = [], removedOnRequest = [], before } = share;
  const lists: readonly (readonly [title: string, items: readonly string[]])[] = [
    ["Removed", removed.map((count) => countWords(count, "value"))],
    ["Pseudonyms", pseudonyms.map((count) => countWords(count, "name"))],
    ["Kept on request", kept],
    ["Removed on request", removedOnRequest],
  ];
  return [
    ...lists.flatMap(([title, items]) => (items.length === 0 ? [] : [`${title}: ${listedRecorded(items, maxListed, maxPath)}.`])),
    `Shared by ${printable(by, maxWord)} at level ${level} (version ${rules} of its rules).`,
    ...(before === undefined ? [] : [`Before that: ${shareWords(before)}.`]),
  ];
}

/** "environment variable: 8 values in 24 places". */
function countWords({ what, values, places }: RemovedCount, noun: string): string {
  return `${what.slice(0, maxPath)} (${plural(values, noun)} in ${plural(places, "place")})`;
}

function sumOf(counts: readonly RemovedCount[], noun: string): string {
  return plural(
    counts.reduce((sum, { values }) => sum + values, 0),
    noun,
  );
}

/** " (environment variable ×8 and JSON Web Token)". */
function namesOf(counts: readonly RemovedCount[]): string {
  const words = counts.map(({ what, values }) => `${what.slice(0, maxWord)}${values === 1 ? "" : ` ×${values}`}`);
  return words.length === 0 ? "" : ` (${listedRecorded(words, maxNamed, maxPath)})`;
}
