import type { RemovedCount } from "../../model/session-share.js";
import type { Place } from "../policy/place.js";
import { AddressMap, formatV6, parseV4, parseV6 } from "./addresses.js";
import { HostPseudonyms } from "./host-pseudonyms.js";
import type { Identities } from "./identities.js";
import { macPseudonym, uidPseudonym } from "./ids.js";
import { suffixPseudonym } from "./name-forms.js";
import { placeOfValue } from "./name-places.js";
import { NamePseudonyms } from "./name-pseudonyms.js";
import { kindWords } from "./shown-names.js";
import type { StructuredMatch } from "./structured-match.js";
import { type MatchRules, type TextMatch, textMatches } from "./text-matches.js";

const maxCached = 50_000;
const maxCachedLength = 4096;

/**
 * Pseudonyms for all identities of a survey, under one key: equal identities have equal pseudonyms, others have others, in whole objects and in texts alike,
 * because both are replaced by the same substitution. Another key gives others.
 */
export class Pseudonyms {
  readonly #identities: Identities;
  readonly #key: Uint8Array;
  readonly #rules: MatchRules;
  readonly #names: NamePseudonyms;
  readonly #hosts: HostPseudonyms;
  readonly #addresses: AddressMap;
  /** Addresses that were given: they look like any other. */
  readonly #given = new Set<string>();
  readonly #texts = new Map<string, string>();
  /** Those of the survey, and as they are once the name before them is replaced. */
  readonly #tags = new Set<string>();

  constructor(identities: Identities, key: Uint8Array) {
    this.#identities = identities;
    this.#key = key;
    this.#addresses = new AddressMap(key, addressList(identities.addresses));
    this.#names = new NamePseudonyms(identities, key, (name) => this.#pieces(name));
    for (const tag of identities.tags) this.#tags.add(tag);
    const uids = new Set([...identities.uids].map((uid) => uid.replaceAll("-", "")));
    this.#rules = {
      trie: this.#names.trie,
      kinds: kindWords(identities.kinds),
      namespaces: identities.namespaces,
      reserved: identities.kinds,
      hashes: identities.hashes,
      known: { uids, addresses: identities.addresses, domains: identities.domains, tags: this.#tags },
    };
    this.#hosts = new HostPseudonyms(key, (label) => this.#names.covered(label));
    this.#names.addAll();
    for (const tag of identities.tags) this.#tags.add(this.#replaced(tag));
  }

  /** A text that people read, or a value whose place says nothing of it. A text that is a name as a whole is one, whatever its word is. */
  text(text: string): string {
    return this.#names.wholeName(text) ?? this.#replaced(text);
  }

  value(value: string, place: Place): string {
    const { kind } = placeOfValue(place);
    if (kind === "kind") return value;
    return kind === "fixed" ? this.#replaced(value) : this.text(value);
  }

  /** The name of a member: of a label, of a file in a ConfigMap, of a field in managed fields. */
  name(key: string, _place: Place): string {
    return this.#replaced(key);
  }

  /** The first identity that is still in a text: what would have been replaced, and is no pseudonym. Shorter ones than `minLength` are not looked for. */
  identityIn(text: string, minLength = 0): string | undefined {
    for (const match of this.#matches(text)) {
      if (match.kind === "suffix" || match.end - match.start < minLength) continue;
      const found = text.slice(match.start, match.end);
      if (!this.#given.has(found.toLowerCase()) && this.#pseudonymOf(found, match) !== found) return found;
    }
    return undefined;
  }

  /** How many identities of each kind were found, the most frequent first. */
  counts(): readonly RemovedCount[] {
    const counts = new Map<string, { values: number; places: number }>();
    const add = (what: string, values: number, places: number) => {
      if (values === 0) return;
      const count = counts.get(what) ?? { values: 0, places: 0 };
      counts.set(what, { values: count.values + values, places: count.places + places });
    };
    for (const { what, places } of this.#identities.names.values()) add(what, 1, places);
    const { addresses, uids, domains } = this.#identities;
    add("IP address", addresses.size, addresses.size);
    add("uid", uids.size, uids.size);
    add("host or domain", domains.size, domains.size);
    return [...counts].map(([what, count]) => ({ what, ...count })).sort((a, b) => b.places - a.places || (a.what < b.what ? -1 : 1));
  }

  #matches(text: string): Generator<TextMatch> {
    return textMatches(text, this.#rules);
  }

  #replaced(text: string): string {
    const known = this.#texts.get(text);
    if (known !== undefined) return known;
    const replaced = this.#pieces(text).text;
    if (text.length <= maxCachedLength && this.#names.isComplete) {
      if (this.#texts.size >= maxCached) this.#texts.clear();
      this.#texts.set(text, replaced);
    }
    return replaced;
  }

  #pieces(text: string): { readonly text: string; readonly matches: readonly TextMatch[] } {
    const matches: TextMatch[] = [];
    let result = "";
    let at = 0;
    for (const match of this.#matches(text)) {
      matches.push(match);
      result += text.slice(at, match.start) + this.#pseudonymOf(text.slice(match.start, match.end), match);
      at = match.end;
    }
    return { text: result + text.slice(at), matches };
  }

  #pseudonymOf(found: string, match: TextMatch): string {
    if (match.kind === "suffix") return suffixPseudonym(this.#key, found);
    if (match.kind === "name") return match.entry.when === "kept" ? found : match.entry.pseudonym;
    return this.#structured(found, match);
  }

  #structured(found: string, { what, prefix }: StructuredMatch): string {
    switch (what) {
      case "uid":
        return uidPseudonym(this.#key, found);
      case "mac":
        return this.#remember(macPseudonym(this.#key, found));
      case "email":
        return this.#remember(this.#hosts.email(found));
      case "host":
        return this.#remember(this.#hosts.host(found));
      default:
        return this.#address(found, what, prefix);
    }
  }

  #address(found: string, what: "v4" | "v6" | "dashed", prefix: number | undefined): string {
    const bytes = what === "v6" ? parseV6(found) : parseV4(found.replaceAll("-", "."));
    if (bytes === undefined) return found;
    const mapped = this.#addresses.map(bytes, prefix);
    if (mapped === bytes) return found;
    return this.#remember(what === "v6" ? formatV6(mapped) : mapped.join(what === "dashed" ? "-" : "."));
  }

  #remember(given: string): string {
    if (this.#given.size < maxGiven) this.#given.add(given);
    return given;
  }
}

const maxGiven = 1_000_000;

function addressList(addresses: Iterable<string>) {
  return [...addresses].map((address) => parseV4(address) ?? parseV6(address)).filter((bytes) => bytes !== undefined);
}
