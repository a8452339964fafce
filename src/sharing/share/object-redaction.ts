import { jsonText } from "../../io/json-text.js";
import { type KubeObject, type ObjectRef, refOf, sameRef, type Uid } from "../../model/kube-object.js";
import { Revision } from "../../model/revision.js";
import type { Placeholders } from "../placeholders.js";
import type { Place } from "../policy/place.js";
import { holdsSecretValues, redactSecret } from "../redact.js";
import type { ShareRules } from "../rules/share-rules.js";
import { SecretDigests } from "../secret-digests.js";
import { PolicyMapper, type ValueSink } from "./policy-mapper.js";
import type { SharePolicy, StructuralRemoval } from "./share-parts.js";
import type { TextRedaction } from "./text-redaction.js";
import { idOf, UnchangedParts } from "./unchanged-parts.js";

export interface RedactionParts {
  readonly key: Uint8Array;
  readonly policy: SharePolicy;
  readonly rules: ShareRules;
  readonly placeholders: Placeholders;
  readonly texts: TextRedaction;
  readonly isHarmless: (value: string) => boolean;
}

/** Replaces in objects what has to go, once it is known what that is. */
export class ObjectRedaction implements ValueSink {
  readonly #parts: RedactionParts;
  readonly #mapper: PolicyMapper;
  readonly #digests: SecretDigests;
  readonly #unchanged = new UnchangedParts();

  constructor(parts: RedactionParts) {
    this.#parts = parts;
    this.#mapper = new PolicyMapper(parts.policy, parts.rules, this, { reuses: true });
    this.#digests = new SecretDigests(parts.key);
  }

  redacted(revision: Revision, ref: ObjectRef): { readonly ref: ObjectRef; readonly revision: Revision } {
    const { object: whole } = holdsSecretValues(ref) ? this.#redactedSecret(revision, ref) : revision;
    const object = this.#unchanged.shared(idOf(ref), whole, revision.text.length);
    const shared = this.mapped(object, ref) as KubeObject;
    return { ref: sameRef(ref, refOf(object)) ? refOf(shared) : this.#ref(ref), revision: Revision.ofText(jsonText(shared)) };
  }

  /** Of an object with the unchanged parts of its last revision (`UnchangedParts`), and with digests for values of Secrets, which stay. */
  redactedObject(object: KubeObject): Revision {
    return Revision.ofText(jsonText(this.mapped(object, refOf(object))));
  }

  mapped(value: unknown, root: Pick<Place, "kind" | "apiVersion">): unknown {
    return this.#mapper.object(value, root);
  }

  removed(value: string, removal: StructuralRemoval): string {
    const { isHarmless, placeholders, texts } = this.#parts;
    return removal.unlessHarmless && isHarmless(value) ? texts.text(value) : placeholders.of(value);
  }

  number(value: number): string | undefined {
    const { texts, placeholders } = this.#parts;
    return texts.isRemoved(`${value}`) ? placeholders.of(`${value}`) : undefined;
  }

  text(text: string, place: Place): string {
    return this.#parts.texts.value(text, place);
  }

  kept(value: string): string {
    return value;
  }

  name(name: string, place: Place): string {
    return this.#parts.texts.name(name, place);
  }

  #redactedSecret(revision: Revision, ref: ObjectRef): Revision {
    return Revision.ofText(this.#digests.withNewKey(redactSecret(revision, this.#parts.key, ref).text));
  }

  #ref({ uid, apiVersion, kind, namespace, name }: ObjectRef): ObjectRef {
    const { texts } = this.#parts;
    const space = namespace === undefined ? {} : { namespace: texts.text(namespace) };
    return { uid: texts.text(uid) as Uid, apiVersion: texts.text(apiVersion), kind, name: texts.text(name), ...space };
  }
}
