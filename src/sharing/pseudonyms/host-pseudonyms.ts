import { isRootPseudonym, rootPseudonym } from "./name-forms.js";
import { isPublicWord } from "./public-words.js";
import { sharedLabels } from "./structured-texts.js";
import { sharedDomains, wellKnownDomainOf } from "./well-known.js";

/** Endings that say nothing of a country. */
const neutralEndings = new Set(
  "com org net io cloud internal corp lan local intranet dev app ai xyz tech online biz info example arpa svc".split(" "),
);

/**
 * Hosts and e-mail addresses label by label, so that hosts of one domain stay hosts of one domain: the label that somebody owns always goes, those before it
 * unless they are public words. A name that is a label has the same pseudonym in both.
 */
export class HostPseudonyms {
  readonly #key: Uint8Array;
  readonly #coveredName: (label: string) => string | undefined;

  /** `coveredName`: what becomes of a label that is made of known names alone. */
  constructor(key: Uint8Array, coveredName: (label: string) => string | undefined) {
    this.#key = key;
    this.#coveredName = coveredName;
  }

  email(address: string): string {
    const at = address.indexOf("@");
    const local = address.slice(0, at);
    return `${local === "git" ? local : this.#root(local.toLowerCase())}@${this.host(address.slice(at + 1))}`;
  }

  host(host: string): string {
    const known = wellKnownDomainOf(host);
    if (known === undefined) return this.#private(host);
    if (known.length === host.length || !isShared(known)) return host;
    const before = host.slice(0, host.length - known.length - 1);
    return `${this.#labels(before.split("."))}${host.slice(host.length - known.length - 1)}`;
  }

  #private(host: string): string {
    const labels = host.toLowerCase().split(".");
    if (labels.at(-1) === "svc") return `${this.#labels(labels.slice(0, -1))}.svc`;
    const shared = sharedLabels(labels);
    const ending = labels.slice(-shared).join(".");
    const owned = labels.at(-shared - 1) ?? "";
    const before = labels.slice(0, -shared - 1);
    const isNeutral = neutralEndings.has(ending);
    const root = isRootPseudonym(owned) ? owned : this.#root(isNeutral ? owned : `${owned}.${ending}`);
    return `${before.length === 0 ? "" : `${this.#labels(before)}.`}${root}.${isNeutral ? ending : "example"}`;
  }

  #labels(labels: readonly string[]): string {
    return labels.map((label) => this.#label(label)).join(".");
  }

  #label(label: string): string {
    if (label === "" || (label.match(/[A-Za-z0-9]+/g) ?? []).every((run) => isPublicWord(run) && !/^\d{12}$/.test(run)))
      return this.#coveredName(label) ?? label;
    return this.#coveredName(label) ?? this.#root(label);
  }

  #root(name: string): string {
    return isRootPseudonym(name) ? name : rootPseudonym(this.#key, name);
  }
}

function isShared(domain: string): boolean {
  return sharedDomains.has(domain) || [...sharedDomains].some((shared) => domain.endsWith(`.${shared}`) && domain !== "eks.amazonaws.com");
}
