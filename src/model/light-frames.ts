import { at } from "./fields.js";
import type { ObjectFrame } from "./frame.js";
import type { KubeObject, Uid } from "./kube-object.js";
import { type KnownSpec, parseSharingSpec } from "./parse-sharing-spec.js";
import { parseSharingStatus } from "./parse-sharing-status.js";
import { Revision } from "./revision.js";
import { SharedValues } from "./shared-values.js";

/** The specs of so many characters are kept; with what was read of them they take several times that. */
const mostCharacters = 8 * 1024 * 1024;
/** And statuses, of which most objects have had another one each time. */
const mostStatusCharacters = 2 * 1024 * 1024;

/**
 * Reads the objects of many frames, fed in sequence, at little cost: without `managedFields`, which is half of what there is and nothing that a
 * stage, a milestone, a finding or a comparison looks at; each with the spec of the revision before it where that is the same, and with the
 * status that was read lately of this object or another, where there is one of the same text.
 */
export class LightFrames {
  readonly #specs = new Map<Uid, KnownSpec>();
  readonly #statuses = new SharedValues(mostStatusCharacters);
  #characters = 0;

  /**
   * The frame with such an object; the frame as it is where `managedFields` cannot be cut out simply. Undefined when its bytes are no object.
   *
   * Within `managedFields` the API server writes maps only: the first closing bracket ends them. Where a name holds one, what is left is no
   * JSON any more, and the whole is read.
   */
  of(frame: ObjectFrame): ObjectFrame | undefined {
    const { text, bytes } = frame.revision;
    const object = this.#objectOf(frame, withoutManagedFields(text));
    if (object !== undefined) return { ...frame, revision: new Revision(bytes, object) };
    return isObject(frame) ? frame : undefined;
  }

  #objectOf({ ref: { uid }, type }: ObjectFrame, text: string): KubeObject | undefined {
    try {
      const known = this.#specs.get(uid);
      const { value, spec } = parseSharingStatus(text, this.#statuses, (rest) => parseSharingSpec(rest, known));
      this.#hold(uid, type === "DELETED" ? undefined : spec);
      return isMap(value) && isMap(at(value, "metadata")) ? (value as KubeObject) : undefined;
    } catch (error) {
      if (error instanceof SyntaxError) return undefined;
      throw error;
    }
  }

  #hold(uid: Uid, spec: KnownSpec | undefined): void {
    const before = this.#specs.get(uid);
    if (before === spec) return;
    this.#characters += (spec?.text.length ?? 0) - (before?.text.length ?? 0);
    this.#specs.delete(uid);
    if (spec !== undefined) this.#specs.set(uid, spec);
    for (const [oldest, { text }] of this.#specs) {
      if (this.#characters <= mostCharacters) return;
      this.#specs.delete(oldest);
      this.#characters -= text.length;
    }
  }
}

function withoutManagedFields(text: string): string {
  const start = text.indexOf(field);
  const end = start < 0 || text[start - 1] !== "," ? -1 : text.indexOf("]", start);
  return end < 0 ? text : text.slice(0, start - 1) + text.slice(end + 1);
}

const field = '"managedFields":[';

function isMap(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isObject({ revision }: ObjectFrame): boolean {
  try {
    return revision.object !== undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}
