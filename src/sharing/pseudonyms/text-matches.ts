import { isGeneratedSuffix } from "./name-forms.js";
import type { NameEntry, NameTrie } from "./name-trie.js";
import { isPublicWord } from "./public-words.js";
import { isShownName, type ShownNames } from "./shown-names.js";
import { type StructuredMatch, StructuredMatcher } from "./structured-match.js";
import { type TextRuns, textRuns } from "./text-runs.js";

export interface MatchRules extends ShownNames {
  readonly trie: NameTrie;
  /** As written. */
  readonly reserved: ReadonlySet<string>;
  readonly hashes: ReadonlySet<string>;
  readonly known: ConstructorParameters<typeof StructuredMatcher>[1];
}

/** Something in a text that is an identity, or that a well-known name protects. In order, none within another. */
export type TextMatch =
  | (StructuredMatch & { readonly kind: "structured" })
  | { readonly kind: "name"; readonly start: number; readonly end: number; readonly entry: NameEntry }
  | { readonly kind: "suffix"; readonly start: number; readonly end: number };

/** Searches a text from its beginning: forms first, then the longest name that begins at a run. */
export function* textMatches(text: string, rules: MatchRules): Generator<TextMatch> {
  const runs = textRuns(text);
  const structured = new StructuredMatcher(text, rules.known);
  const { starts, ends } = runs;
  let i = 0;
  while (i < starts.length) {
    const start = starts[i] ?? 0;
    const form = structured.at(start, ends[i] ?? 0);
    if (form !== undefined) {
      yield { ...form, kind: "structured" };
      while (i < starts.length && (starts[i] ?? 0) < form.end) i++;
      continue;
    }
    const found = nameAt(text, runs, i, rules);
    if (found === undefined) {
      i++;
      continue;
    }
    const { entry, next } = found;
    yield { kind: "name", start, end: ends[next - 1] ?? 0, entry };
    i = next;
    while (isSuffixAt(text, runs, i, rules)) {
      yield { kind: "suffix", start: starts[i] ?? 0, end: ends[i] ?? 0 };
      i++;
    }
  }
}

/** A generated suffix right after a name. */
function isSuffixAt(text: string, { starts, ends }: TextRuns, i: number, { hashes }: MatchRules): boolean {
  const [start, end] = [starts[i], ends[i]];
  if (start === undefined || end === undefined || text[start - 1] !== "-" || ends[i - 1] !== start - 1) return false;
  const run = text.slice(start, end);
  return hashes.has(run) || (isGeneratedSuffix(run) && !/^\d+$/.test(run) && !isPublicWord(run));
}

function nameAt(text: string, runs: TextRuns, from: number, rules: MatchRules): { entry: NameEntry; next: number } | undefined {
  const { starts, ends } = runs;
  const start = starts[from] ?? 0;
  let node = rules.trie.root;
  let best: { entry: NameEntry; next: number } | undefined;
  for (let i = from; i < starts.length; i++) {
    if (i > from && !isJoint(text, ends[i - 1] ?? 0, starts[i] ?? 0)) break;
    const next = node.next.get(text.slice(starts[i], ends[i]).toLowerCase());
    if (next === undefined) break;
    node = next;
    if (node.first === undefined) continue;
    const entry = entryFor(text, start, ends[i] ?? 0, { node, runs, next: i + 1, rules });
    if (entry !== undefined) best = { entry, next: i + 1 };
  }
  return best;
}

/** One character that may join the runs of a name. */
function isJoint(text: string, end: number, start: number): boolean {
  return start === end + 1 && "-_.:".includes(text[end] ?? " ");
}

interface Candidate {
  readonly node: NameTrie["root"];
  readonly runs: TextRuns;
  readonly next: number;
  readonly rules: MatchRules;
}

function entryFor(text: string, start: number, end: number, { node, runs, next, rules }: Candidate): NameEntry | undefined {
  const slice = text.slice(start, end);
  const exact = node.names.get(slice);
  if (exact !== undefined) {
    if (exact.when !== "shown") return exact;
    return isSuffixAt(text, runs, next, rules) || isTimeAt(text, end) || isShownName(text, start, end, rules) ? exact : undefined;
  }
  const { first } = node;
  if (first === undefined || slice.includes(":") || rules.reserved.has(slice)) return undefined;
  const isCapitals = slice === slice.toUpperCase() && slice !== slice.toLowerCase();
  if (first.when === "always") return isCapitals ? { ...first, pseudonym: first.pseudonym.toUpperCase().replace(/[-.]/g, "_") } : first;
  return first.when === "exact" && isCapitals && slice.includes("_") ? { ...first, pseudonym: first.pseudonym.toUpperCase() } : undefined;
}

/** `.18ea59b6c5c906f7` behind the name of an object: the name of its Event. */
function isTimeAt(text: string, end: number): boolean {
  return text[end] === "." && /^\.[0-9a-f]{16}(?![A-Za-z0-9])/.test(text.slice(end, end + 18));
}
