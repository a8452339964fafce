import { kubernetesReasons, stateWords } from "./kubernetes-reasons.js";

/**
 * A reason, a phase, a type of a condition or a setting in words that Kubernetes uses. One that is no such word is made of the words in it that are;
 * The rest becomes "Other": "AcmeLedgerNotReady" becomes "OtherNotReady", a sentence "Other". Two unknown ones can become the same.
 */
export function knownWord(text: string): string {
  if (kubernetesReasons.has(text)) return text;
  if (text.length > maxWord || !/^[A-Za-z][A-Za-z0-9_./-]*$/.test(text)) return other;
  const words = text.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+/g) ?? [];
  if (words.every((word) => generalWords.has(word.toLowerCase()))) return text;
  const kept = words.map((word) => (generalWords.has(word.toLowerCase()) ? `${word.charAt(0).toUpperCase()}${word.slice(1)}` : other));
  return kept.filter((word, i) => word !== other || kept[i - 1] !== other).join("");
}

/** Whether it is known as a whole, or made of known words alone: what `knownWord` leaves as it is. */
export function isKnownWord(text: string): boolean {
  return knownWord(text) === text;
}

const other = "Other";
const maxWord = 100;

const generalWords: ReadonlySet<string> = new Set([
  ...stateWords,
  ...[...kubernetesReasons].flatMap((reason) => reason.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+/g) ?? []).map((word) => word.toLowerCase()),
]);
