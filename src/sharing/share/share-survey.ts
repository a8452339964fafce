import type { Actor } from "../../model/actor.js";
import type { GapFrame } from "../../model/frame.js";
import type { KubeObject, ObjectRef } from "../../model/kube-object.js";
import type { SessionReader } from "../../model/session.js";
import type { RemovedCount } from "../../model/session-share.js";
import { percentDecoded } from "../encoded-texts.js";
import type { Placeholders } from "../placeholders.js";
import { isPlaceholder } from "../placeholders.js";
import type { Place } from "../policy/place.js";
import { placePath } from "../rules/place-path.js";
import type { ShareRules } from "../rules/share-rules.js";
import { isDigest } from "../secret-digests.js";
import { ObjectSet } from "./object-set.js";
import { opaqueSpansIn } from "./opaque-data.js";
import { PolicyMapper, type ValueSink } from "./policy-mapper.js";
import { RemovalLog, type ShareRemoval } from "./removal-log.js";
import { RemovedValues } from "./removed-values.js";
import { actorTexts, endTexts, gapTexts, headerTexts, markerTexts, sessionRoot } from "./session-texts.js";
import type { SharePolicy, StructuralRemoval } from "./share-parts.js";
import type { FoundCredentials } from "./text-redaction.js";

interface SurveyParts {
  readonly policy: SharePolicy;
  readonly rules: ShareRules;
  readonly placeholders: Placeholders;
  /** Words of Kubernetes and of everyday language are not searched for, whatever was removed: they would be everywhere. */
  readonly isPublicText: (text: string) => boolean;
  /** Names that are known to be shown. Default: none yet. */
  readonly shown?: Set<string>;
  /** Data that nobody can search for identities goes too. */
  readonly removesOpaqueData?: boolean;
}

interface SurveyedText {
  readonly where: string;
  readonly objects: ObjectSet;
}

/** What the first reading of the sessions finds out: what is removed, what the detectors must look at, and which names the recording shows anyway. */
export class ShareSurvey implements ValueSink {
  readonly #parts: SurveyParts;
  readonly #mapper: PolicyMapper;
  readonly #log: RemovalLog;
  readonly #texts = new Map<string, SurveyedText>();
  readonly #shown: Set<string>;
  readonly #removed = new Map<string, SurveyedText & { readonly removal: StructuralRemoval }>();
  #newTexts: string[] = [];
  #newRemoved: string[] = [];
  readonly #kept = new Set<string>();
  readonly #secretValues = new Set<string>();
  readonly #numbers = new Map<string, number>();
  /** The number of the object that is being looked at. */
  #object = 0;

  constructor(parts: SurveyParts) {
    this.#parts = parts;
    this.#shown = parts.shown ?? new Set();
    this.#mapper = new PolicyMapper(parts.policy, parts.rules, this, { reuses: true, builds: false });
    this.#log = new RemovalLog((value) => parts.placeholders.of(value));
  }

  /** What of a session is in no object. */
  observeSession({ header, end }: SessionReader["summary"], markers: readonly { readonly text: string }[]): void {
    this.#object = this.#numberOf(`session ${header.name}`);
    this.#mapper.object(headerTexts(header), sessionRoot);
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
    this.#object = this.#numberOf(ref.uid);
    this.#showNames(ref, object);
    this.#mapper.object(object, ref);
  }

  /** A value of a Secret in clear: it becomes a digest where it stands, and must not be anywhere else. */
  observeSecretValue(value: string): void {
    this.#secretValues.add(value);
    this.#partsOf(value);
  }

  removed(value: string, removal: StructuralRemoval, place: Place): string {
    if (isPlaceholder(value) || isDigest(value)) return value;
    const key = `${removal.unlessHarmless}\n${removal.what}\n${value}`;
    const known = this.#removed.get(key);
    if (known !== undefined) known.objects.add(this.#object);
    else {
      this.#removed.set(key, { removal, where: placePath(place), objects: this.#only() });
      this.#newRemoved.push(key);
      this.#partsOf(value);
    }
    return this.#parts.placeholders.of(value);
  }

  text(text: string, place: Place): string {
    this.#text(text, place);
    return text;
  }

  kept(value: string): string {
    this.#kept.add(value);
    return value;
  }

  name(name: string, place: Place): string {
    this.#text(name, place);
    return name;
  }

  /** What somebody asked to keep. */
  get keptValues(): ReadonlySet<string> {
    return this.#kept;
  }

  /** What the detectors are to look at: since the last `result`. */
  get texts(): readonly string[] {
    return this.#newTexts;
  }

  /** How many texts are known: one that comes again is not looked at again. */
  get knownTexts(): number {
    return this.#texts.size;
  }

  /** What was removed by all results so far. */
  counts(): readonly RemovedCount[] {
    return this.#log.counts();
  }

  /** Whether a value of a place that is not certain to hold a credential stays. */
  isHarmless(value: string): boolean {
    return this.#shown.has(value) || this.#parts.policy.isHarmless(value);
  }

  get shownNames(): ReadonlySet<string> {
    return this.#shown;
  }

  /** To be called when the detectors have looked at `texts`: what was observed since it was called last. `values`: to add those to that were removed. */
  result(credentials: FoundCredentials, values = new RemovedValues()): SurveyResult {
    const [newTexts, newRemoved] = [this.#newTexts, this.#newRemoved];
    this.#newTexts = [];
    this.#newRemoved = [];
    for (const key of newRemoved) {
      const known = this.#removed.get(key);
      if (known === undefined) continue;
      const { removal, where, objects } = known;
      const value = key.slice(key.indexOf("\n", key.indexOf("\n") + 1) + 1);
      if (removal.unlessHarmless && this.isHarmless(value)) continue;
      this.#log.add(removal.what, where, value, objects);
      this.#search(values, value);
    }
    for (const [text, spans] of credentials) {
      for (const { start, end, kind } of spans) {
        this.#logSpan(kind, text, start, end);
        const value = text.slice(start, end);
        this.#search(values, value);
        // Of a URL: a program says the password as it is meant.
        if (value.includes("%")) this.#search(values, percentDecoded(value));
      }
    }
    for (const text of newTexts) for (const { start, end, kind } of this.#parts.rules.spansIn(text)) this.#logSpan(kind, text, start, end);
    if (this.#parts.removesOpaqueData === true) for (const text of newTexts) this.#logOpaqueData(text, credentials);
    for (const value of this.#secretValues) this.#search(values, value);
    this.#secretValues.clear();
    const log = this.#log;
    return {
      values,
      get removals() {
        return log.removals();
      },
      get counts() {
        return log.counts();
      },
    };
  }

  #logSpan(kind: string, text: string, start: number, end: number): void {
    const known = this.#texts.get(text);
    if (known !== undefined) this.#log.add(kind, known.where, text.slice(start, end), known.objects);
  }

  /** What is a credential besides is counted as that. */
  #logOpaqueData(text: string, credentials: FoundCredentials): void {
    const known = credentials.get(text) ?? [];
    for (const { start, end, kind } of opaqueSpansIn(text))
      if (!known.some((span) => span.start < end && start < span.end)) this.#logSpan(kind, text, start, end);
  }

  /** The detectors look into what goes too: a message may say the password of a URL that a variable had as a whole. */
  #partsOf(value: string): void {
    if (/[^\w.-]/.test(value)) this.#newTexts.push(value);
  }

  #search(values: RemovedValues, value: string): void {
    const trimmed = value.trim();
    if (!this.#shown.has(trimmed) && !this.#kept.has(value) && !this.#parts.isPublicText(trimmed) && !isPlaceholder(trimmed))
      values.add(trimmed);
  }

  #text(text: string, place: Place): void {
    const known = this.#texts.get(text);
    if (known !== undefined) known.objects.add(this.#object);
    else {
      this.#texts.set(text, { where: placePath(place), objects: this.#only() });
      this.#newTexts.push(text);
    }
  }

  #only(): ObjectSet {
    const objects = new ObjectSet();
    objects.add(this.#object);
    return objects;
  }

  #numberOf(object: string): number {
    const known = this.#numbers.get(object) ?? this.#numbers.size;
    this.#numbers.set(object, known);
    return known;
  }

  #showNames(ref: ObjectRef, object: KubeObject): void {
    const { metadata } = object;
    this.#shown.add(ref.name);
    if (ref.namespace !== undefined) this.#shown.add(ref.namespace);
    const labels = metadata.labels ?? {};
    for (const [label, value] of Object.entries(labels)) {
      const place = {
        kind: ref.kind,
        apiVersion: ref.apiVersion,
        path: ["metadata", "labels", label],
        parents: [object, metadata, labels],
      };
      if (typeof value === "string" && this.#parts.policy.removalAt(value, place) === undefined) this.#shown.add(value);
    }
  }
}

export interface SurveyResult {
  readonly values: RemovedValues;
  readonly removals: readonly ShareRemoval[];
  readonly counts: readonly RemovedCount[];
}
