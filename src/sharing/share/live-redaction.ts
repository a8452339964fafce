import { type KubeObject, refOf } from "../../model/kube-object.js";
import { Revision } from "../../model/revision.js";
import type { RemovedCount } from "../../model/session-share.js";
import type { CredentialSpan } from "../credentials/credential-span.js";
import { Placeholders, shareBatch } from "../placeholders.js";
import { clearValuesOf, holdsSecretValues, redactSecret } from "../redact.js";
import { noRules } from "../rules/share-rules.js";
import { ObjectRedaction } from "./object-redaction.js";
import { RemovedValues } from "./removed-values.js";
import type { SharePolicy } from "./share-parts.js";
import { ShareSurvey } from "./share-survey.js";
import { type FoundCredentials, TextRedaction } from "./text-redaction.js";
import { idOf, UnchangedParts } from "./unchanged-parts.js";

interface LiveRedactionParts {
  readonly key: Uint8Array;
  readonly policy: SharePolicy;
  readonly isPublicText: (text: string) => boolean;
  readonly findCredentials: (texts: Iterable<string>) => Promise<FoundCredentials>;
}

/** What is remembered, so that a recording may run for months; beyond this, all of it is forgotten. */
const maxKnownTexts = 100_000;
const maxShownNames = 100_000;
const maxRemovedValues = 20_000;

/**
 * Takes out of objects what level `secrets` removes, while they arrive, before anything is stored. It knows only what came before: a copy of a value in a
 * message that arrived earlier than the object which shows that it is a credential stays, unless the detectors find it.
 */
export class LiveRedaction {
  /** The same for all sessions of this key: between them, equal placeholders mean equal values. Says nothing of the key. */
  readonly batch: string;
  readonly #parts: LiveRedactionParts;
  readonly #placeholders: Placeholders;
  readonly #shown = new Set<string>();
  /** Of surveys that were forgotten. */
  readonly #counted = new Map<string, RemovedCount>();
  /** In the texts that the survey knows; those without are not in it. */
  readonly #found = new Map<string, readonly CredentialSpan[]>();
  readonly #unchanged = new UnchangedParts();
  #values = new RemovedValues();
  #survey: ShareSurvey;
  #redaction: ObjectRedaction;
  #valuesOfRedaction = 0;
  /** Streams come one after the other: what one finds out, the next one knows. */
  #running: Promise<void> = Promise.resolve();

  constructor(parts: LiveRedactionParts) {
    this.#parts = parts;
    this.batch = shareBatch(parts.key);
    this.#placeholders = new Placeholders(parts.key);
    this.#survey = this.#newSurvey();
    this.#redaction = this.#newRedaction();
  }

  /** The same revisions, in their order. What is no object of JSON becomes a revision without any text: nobody can store it. */
  async redact(revisions: readonly Revision[]): Promise<readonly Revision[]> {
    if (revisions.length === 0) return revisions;
    const before = this.#running;
    const running = before.then(() => this.#redacted(revisions));
    // Whoever waits for this call hears of its failure; the next one begins all the same.
    this.#running = running.then(
      () => {},
      () => {},
    );
    return await running;
  }

  async #redacted(revisions: readonly Revision[]): Promise<readonly Revision[]> {
    try {
      return await this.#redactedAll(revisions);
    } catch (error) {
      // What failed would be looked at again with every later revision.
      this.#startAnew();
      throw error;
    }
  }

  async #redactedAll(revisions: readonly Revision[]): Promise<readonly Revision[]> {
    this.#forget();
    const objects = revisions.map((revision) => this.#observed(revision));
    const credentials = await this.#parts.findCredentials(this.#survey.texts);
    for (const [text, spans] of credentials) this.#found.set(text, spans);
    this.#survey.result(credentials, this.#values);
    // What was redacted before knew fewer values.
    if (this.#values.size !== this.#valuesOfRedaction) this.#redaction = this.#newRedaction();
    return objects.map((object) => (object === undefined ? noObject : this.#redaction.redactedObject(object)));
  }

  /** So far, by what they are. What was forgotten meanwhile and came again is counted again. */
  counts(): readonly RemovedCount[] {
    const all = new Map(this.#counted);
    for (const { what, values, places } of this.#survey.counts()) {
      const known = all.get(what) ?? { values: 0, places: 0 };
      all.set(what, { what, values: known.values + values, places: known.places + places });
    }
    return [...all.values()];
  }

  #newSurvey(): ShareSurvey {
    const { policy, isPublicText } = this.#parts;
    return new ShareSurvey({ policy, rules: noRules, placeholders: this.#placeholders, isPublicText, shown: this.#shown });
  }

  #newRedaction(): ObjectRedaction {
    const { key, policy } = this.#parts;
    const placeholders = this.#placeholders;
    this.#valuesOfRedaction = this.#values.size;
    const texts = new TextRedaction({ placeholders, credentials: this.#found, values: this.#values, rules: noRules });
    const isHarmless = (value: string) => this.#survey.isHarmless(value);
    return new ObjectRedaction({ key, policy, rules: noRules, placeholders, texts, isHarmless });
  }

  /** With digests for values of Secrets. */
  #observed(revision: Revision): KubeObject | undefined {
    const object = parsed(revision);
    if (object === undefined) return undefined;
    const ref = refOf(object);
    if (holdsSecretValues(ref)) for (const value of clearValuesOf(object)) this.#survey.observeSecretValue(value);
    const observed = holdsSecretValues(ref) ? redactSecret(revision, this.#parts.key, ref).object : object;
    const shared = this.#unchanged.shared(idOf(ref), observed, revision.text.length);
    this.#survey.observeObject(shared, ref);
    return shared;
  }

  #forget(): void {
    if (this.#shown.size > maxShownNames) this.#shown.clear();
    if (this.#survey.knownTexts <= maxKnownTexts && this.#values.size <= maxRemovedValues) return;
    this.#values = new RemovedValues();
    this.#startAnew();
  }

  #startAnew(): void {
    for (const count of this.counts()) this.#counted.set(count.what, count);
    this.#found.clear();
    this.#survey = this.#newSurvey();
    this.#redaction = this.#newRedaction();
  }
}

/** Its parser's errors quote nothing. */
const noObject = Revision.ofText("");

function parsed(revision: Revision): KubeObject | undefined {
  try {
    return revision.object;
  } catch {
    return undefined;
  }
}
