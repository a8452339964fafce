import type { Identities, SurveyedIdentity } from "./identities.js";
import { isRootPseudonym, rootPseudonym, suffixPseudonym } from "./name-forms.js";
import { NameTrie, runsOf } from "./name-trie.js";
import { isPublicCompound, isPublicWord } from "./public-words.js";
import type { TextMatch } from "./text-matches.js";
import { wellKnownNames } from "./well-known.js";

type Pieces = (name: string) => { readonly text: string; readonly matches: readonly TextMatch[] };

/** Labels of DNS and values of labels have at most 63 characters. */
const maxLabel = 63;

/**
 * The pseudonym of each surveyed name. A name that consists of names, generated suffixes and public words (`web-config`) is composed of their pseudonyms;
 * every other has one of its own.
 */
export class NamePseudonyms {
  readonly trie = new NameTrie();
  readonly #identities: Identities;
  readonly #key: Uint8Array;
  readonly #pieces: Pieces;
  /** Names that are single public words. */
  readonly #shown = new Map<string, string>();
  #isComplete = false;

  constructor(identities: Identities, key: Uint8Array, pieces: Pieces) {
    this.#identities = identities;
    this.#key = key;
    this.#pieces = pieces;
  }

  get isComplete(): boolean {
    return this.#isComplete;
  }

  /** Short names first, so that longer ones can be composed of them. */
  addAll(): void {
    for (const name of wellKnownNames) this.trie.add({ name, pseudonym: name, when: "kept" });
    for (const name of this.#identities.hashes) this.trie.add({ name, pseudonym: suffixPseudonym(this.#key, name), when: "always" });
    const names = [...this.#identities.names].map(([name, identity]) => ({ name, identity, runs: runsOf(name).length }));
    names.sort((a, b) => a.runs - b.runs || a.name.length - b.name.length || (a.name < b.name ? -1 : 1));
    for (const { name, identity } of names) this.#add(name, identity);
    this.#isComplete = true;
  }

  /** Of a text that is a name as a whole, and a public word. */
  wholeName(text: string): string | undefined {
    return this.#shown.get(text);
  }

  /** What becomes of a name that is made of known names, suffixes and public words; undefined for any other. */
  covered(name: string): string | undefined {
    const { text, matches } = this.#pieces(name);
    if (matches.length === 0) return undefined;
    let at = 0;
    let rest = "";
    for (const { start, end } of matches) {
      rest += `${name.slice(at, start)} `;
      at = end;
    }
    const left = `${rest}${name.slice(at)}`.match(/[A-Za-z0-9]+/g) ?? [];
    const isOthers = matches.every((match) => match.kind === "suffix" || (match.kind === "name" && match.entry.when === "kept"));
    const isCovered = left.every((run) => (isOthers ? /^\d+$/.test(run) : isPublicWord(run)));
    return isCovered && text.length <= Math.max(maxLabel, name.length) ? text : undefined;
  }

  #add(name: string, { isForced }: SurveyedIdentity): void {
    if (isRootPseudonym(name)) return;
    const runs = name.match(/[A-Za-z0-9]+/g) ?? [];
    const isPublic = isForced !== true && runs.every(isPublicWord);
    if (!isPublic && this.covered(name) !== undefined) return;
    const pseudonym = this.#composed(name) ?? rootPseudonym(this.#key, name);
    if (isPublic && (runs.length === 1 || isPublicCompound(name))) this.#shown.set(name, pseudonym);
    this.trie.add({ name, pseudonym, when: !isPublic ? "always" : runs.length === 1 || isPublicCompound(name) ? "shown" : "exact" });
  }

  /** Of a name that was generated from another: the pseudonym of that, and those of the parts after it. */
  #composed(name: string): string | undefined {
    const base = this.#identities.bases.get(name);
    if (base === undefined || base.length >= name.length) return undefined;
    const rest = name.slice(base.length).replace(/[A-Za-z0-9]+/g, (run) => this.#part(run));
    const whole = this.#shown.get(base) ?? this.#pieces(base).text;
    if (whole === base) return undefined;
    const composed = `${whole}${rest}`;
    return composed.length <= Math.max(maxLabel, name.length) ? composed : undefined;
  }

  #part(run: string): string {
    if (/^\d+$/.test(run) && !this.#identities.hashes.has(run)) return run;
    if (isPublicWord(run) || isRootPseudonym(run)) return run;
    return run.length <= 10 && /^[a-z0-9]+$/.test(run) ? suffixPseudonym(this.#key, run) : rootPseudonym(this.#key, run);
  }
}
