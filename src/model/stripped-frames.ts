import { parseSharing, type ReadParts, type SharedParts, SharedValues } from "../json/json.js";
import { at } from "./fields.js";
import type { ObjectFrame } from "./frame.js";
import type { KubeObject, Uid } from "./kube-object.js";
import { Revision } from "./revision.js";

/** Texts of so many characters are kept; with what was read of them they take several times that. */
const maxSpecCharacters = 8 * 1024 * 1024;
/** Most statuses are not seen again. */
const maxStatusCharacters = 2 * 1024 * 1024;
/** So many objects are read beside what they were before. */
const maxObjects = 4096;

/**
 * Reads the objects of many frames, fed in sequence, at little cost: without `managedFields`, which is half of what there is and nothing that a
 * stage, a milestone, a finding or a comparison looks at; and each with what was read of an earlier frame, of this object or another, where their
 * texts are the same.
 */
export class StrippedFrames {
  readonly #shared: SharedParts = { specs: new SharedValues(maxSpecCharacters), statuses: new SharedValues(maxStatusCharacters) };
  /** Of the objects read last, in that order. */
  readonly #latest = new Map<Uid, ReadParts>();

  /**
   * The frame with such an object and without its bytes, which need not be good for longer; the frame as it is where `managedFields` cannot be cut
   * out simply. Undefined when its bytes are no object.
   *
   * Within `managedFields` the API server writes maps only: the first closing bracket ends them. Where a name holds one, what is left is no
   * JSON any more, and the whole is read.
   */
  of(frame: ObjectFrame): ObjectFrame | undefined {
    const object = this.#objectOf(frame);
    if (object !== undefined) return { ...frame, revision: new Revision(noBytes, object) };
    return isObject(frame) ? frame : undefined;
  }

  #objectOf({ ref: { uid }, type, revision }: ObjectFrame): KubeObject | undefined {
    try {
      const { value, parts } = parseSharing(withoutManagedFields(revision.text), this.#shared, this.#latest.get(uid));
      this.#latest.delete(uid);
      if (parts !== undefined && type !== "DELETED") this.#hold(uid, parts);
      return isMap(value) && isMap(at(value, "metadata")) ? (value as KubeObject) : undefined;
    } catch (error) {
      if (error instanceof SyntaxError) return undefined;
      throw error;
    }
  }

  #hold(uid: Uid, parts: ReadParts): void {
    this.#latest.set(uid, parts);
    if (this.#latest.size <= maxObjects) return;
    const [oldest] = this.#latest.keys();
    if (oldest !== undefined) this.#latest.delete(oldest);
  }
}

function noBytes(): never {
  throw new Error("the bytes of a light frame are not kept");
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
