import { KubespyError } from "../../errors.js";
import type { Actor } from "../../model/actor.js";
import type { GapFrame } from "../../model/frame.js";
import type { KubeObject, ObjectRef } from "../../model/kube-object.js";
import type { SessionReader } from "../../model/session.js";
import { readingsOf } from "../encoded-texts.js";
import { isPlaceholder, placeholdersWithin } from "../placeholders.js";
import type { Place } from "../policy/place.js";
import { looksLikePseudonym } from "../pseudonyms/looks-like-pseudonym.js";
import { placePath } from "../rules/place-path.js";
import type { ShareRules } from "../rules/share-rules.js";
import { isDigest } from "../secret-digests.js";
import { opaqueSpansIn } from "./opaque-data.js";
import { PolicyMapper, type ValueSink } from "./policy-mapper.js";
import type { RemovedValues } from "./removed-values.js";
import { actorTexts, endTexts, gapTexts, headerTexts, markerTexts, sessionRoot } from "./session-texts.js";
import type { PseudonymMap, SharePolicy, StructuralRemoval } from "./share-parts.js";
import { type FoundCredentials, minIdentityIn } from "./text-redaction.js";

interface ProofParts {
  readonly policy: SharePolicy;
  readonly rules: ShareRules;
  readonly values: RemovedValues;
  readonly pseudonyms?: PseudonymMap | undefined;
  /** Of the output, where names may be pseudonyms. */
  readonly isHarmless: (value: string) => boolean;
  /** Somebody asked to keep it. The names on the way to it may be pseudonyms by now, so that the rules no longer know its place. */
  readonly isKept: (value: string) => boolean;
}

/** What is still in the output, and where. The value is not said: whoever reads the error may not be meant to see it. */
interface Leak {
  readonly what: string;
  readonly where: string;
}

const maxNamed = 5;
const maxLeaks = 1000;
/** Encodings in encodings; as deep as `ClearValues` looks. */
const maxReadingDepth = 3;
/** Longer texts are searched as they are, and in their words. */
const maxDecodedLength = 64 * 1024;

/**
 * Searches what is about to be written, decoded, as a stranger could: every place that had to be emptied, and every text, with base64, hex, percent
 * escapes and compression undone, for removed values, for identities, and for whatever the detectors find; where identities go, also for data that hides what it holds.
 */
export class ShareProof implements ValueSink {
  readonly #parts: ProofParts;
  readonly #mapper: PolicyMapper;
  readonly #texts = new Map<string, string>();
  /** Names of types, which no level replaces. */
  readonly #types = new Set<string>();
  readonly #leaks: Leak[] = [];

  constructor(parts: ProofParts) {
    this.#parts = parts;
    // Every value is looked at: what a share reuses is proven as well.
    this.#mapper = new PolicyMapper(parts.policy, parts.rules, this, { reuses: false, builds: false });
  }

  observeSession({ header, end }: SessionReader["summary"], markers: readonly { readonly text: string }[]): void {
    this.#mapper.object(headerTexts(header), sessionRoot);
    for (const { version, resource, kind } of header.streams) for (const each of [version, resource, kind]) this.#types.add(each);
    if (end !== undefined) this.#mapper.object(endTexts(end), sessionRoot);
    this.#mapper.object(markerTexts(markers), sessionRoot);
  }

  observeGap(gap: GapFrame): void {
    this.#mapper.object(gapTexts(gap), sessionRoot);
  }

  observeActor(actor: Actor): void {
    this.#mapper.object(actorTexts(actor), sessionRoot);
  }

  observeObject(object: KubeObject, ref: ObjectRef): void {
    this.#mapper.object(object, ref);
    this.#types.add(ref.kind);
  }

  /** What else is written: texts of a page. */
  observeText(text: string, where: string): void {
    if (!this.#texts.has(text)) this.#texts.set(text, where);
  }

  removed(value: string, removal: StructuralRemoval, place: Place): string {
    if (this.#parts.isKept(value)) return value;
    const isGone = isPlaceholder(value) || isDigest(value) || (removal.unlessHarmless && this.#parts.isHarmless(value));
    if (!isGone) this.#leak(removal.what, placePath(place));
    return value;
  }

  text(text: string, place: Place): string {
    if (!this.#texts.has(text) && !this.#parts.isKept(text)) this.#texts.set(text, placePath(place));
    return text;
  }

  number(value: number): undefined {
    if (this.#parts.values.spansIn(`${value}`).length > 0) this.#leak("copy of a removed value", "a number");
  }

  kept(value: string): string {
    return value;
  }

  name(name: string, place: Place): string {
    return this.text(name, place);
  }

  get texts(): Iterable<string> {
    return this.#texts.keys();
  }

  /** Throws `KubespyError` where something is left. `credentials`: what the detectors found in the texts. */
  end(credentials: FoundCredentials): void {
    for (const [text, spans] of credentials)
      for (const { start, end, kind } of spans) if (!this.#isStandIn(text.slice(start, end))) this.#leak(kind, this.#texts.get(text) ?? "");
    for (const [text, where] of this.#texts) this.#search(text, where);
    for (const type of this.#types)
      if (this.#parts.values.spansIn(type).length > 0) this.#leak("copy of a removed value", "the name of a type");
    if (this.#leaks.length > 0) throw leftOver(this.#leaks);
  }

  /** Pseudonyms are random characters, and a detector may take them for a token. What was one before is gone: the detectors saw it in the survey. */
  #isStandIn(found: string): boolean {
    return isStandIn(found) || (this.#parts.pseudonyms !== undefined && looksLikePseudonym(found));
  }

  #search(text: string, where: string): void {
    const { values, pseudonyms, rules } = this.#parts;
    const [opaque] = pseudonyms === undefined ? [] : opaqueSpansIn(text);
    if (opaque !== undefined) this.#leak(opaque.kind, where);
    for (const reading of readingsOf(text, maxReadingDepth, maxDecodedLength)) {
      const isCopy = values.spansIn(reading).length > 0 || rules.spansIn(reading).length > 0;
      const minLength = reading === text ? 0 : minIdentityIn(reading);
      // A placeholder in front of a host is no e-mail address.
      if (!isCopy && pseudonyms?.identityIn(reading.replace(placeholdersWithin, " "), minLength) === undefined) continue;
      this.#leak(isCopy ? "copy of a removed value" : "name or address", where);
      return;
    }
  }

  #leak(what: string, where: string): void {
    if (this.#leaks.length < maxLeaks) this.#leaks.push({ what, where });
  }
}

/** A detector that reads a name in front of a placeholder finds the placeholder. */
export function isStandIn(text: string): boolean {
  const rest = text.replace(placeholdersWithin, "").replace(/kubespy:hmac-sha256:[0-9a-f]{16}:[\d-]+/g, "");
  return rest !== text && rest.replace(/[^A-Za-z0-9]/g, "").length < 8;
}

function leftOver(leaks: readonly Leak[]): KubespyError {
  const places = [...new Set(leaks.map(({ what, where }) => `${what} in ${where}`))];
  const more = places.length > maxNamed ? `, and ${places.length - maxNamed} more` : "";
  const [first] = leaks;
  return new KubespyError(`nothing was written: what had to be removed is still there (${places.slice(0, maxNamed).join("; ")}${more})`, {
    hint: `add --remove '${first?.where ?? ""}', and please report this: share should have removed it`,
  });
}
