import { type ParsedParts, parseSharing, type SharedParts, SharedValues } from "../json/json.js";
import { at } from "./fields.js";
import type { BorrowedFrame, StrippedFrame } from "./frame.js";
import type { KubeObject, Uid } from "./kube-object.js";

/** Texts of this many characters are kept; with their values they take several times that. */
const maxSpecCharacters = 8 * 1024 * 1024;
/** Less: most statuses do not come again. */
const maxStatusCharacters = 2 * 1024 * 1024;
/** Of larger objects, several texts and values would be in memory at once. */
const maxSharedBytes = 2 * 1024 * 1024;
/** Of this many objects the last revision is kept to share values with. */
const maxObjects = 4096;

/**
 * Parses the objects of many frames, fed in sequence, at little cost: without `managedFields`, which are half of an object and nothing that a stage,
 * a milestone, a finding or a comparison reads; and sharing the values of texts that were parsed before, of this object or another.
 */
export class StrippedFrames {
  readonly #shared: SharedParts = { specs: new SharedValues(maxSpecCharacters), statuses: new SharedValues(maxStatusCharacters) };
  /** Of the objects parsed last, in that order. */
  readonly #latest = new Map<Uid, ParsedParts>();

  /** The frame with such an object. The whole object where `managedFields` cannot be cut out simply; undefined when its bytes are not an object. */
  strip(frame: BorrowedFrame): StrippedFrame | undefined {
    const object = this.#strippedObject(frame) ?? parsedObject(frame);
    return object && { ...frame, revision: { object } };
  }

  /**
   * Within `managedFields` the API server writes maps only: the first closing bracket ends them. Where a name holds one, what is left is not JSON:
   * undefined then.
   */
  #strippedObject({ ref: { uid }, type, revision }: BorrowedFrame): KubeObject | undefined {
    if (revision.byteLength > maxSharedBytes) return undefined;
    try {
      const { value, parts } = parseSharing(withoutManagedFields(revision.text), this.#shared, this.#latest.get(uid));
      this.#latest.delete(uid);
      if (parts !== undefined && type !== "DELETED") this.#keep(uid, parts);
      return isMap(value) && isMap(at(value, "metadata")) ? (value as KubeObject) : undefined;
    } catch (error) {
      if (error instanceof SyntaxError) return undefined;
      throw error;
    }
  }

  #keep(uid: Uid, parts: ParsedParts): void {
    this.#latest.set(uid, parts);
    if (this.#latest.size <= maxObjects) return;
    const [oldest] = this.#latest.keys();
    if (oldest !== undefined) this.#latest.delete(oldest);
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

function parsedObject({ revision }: BorrowedFrame): KubeObject | undefined {
  try {
    return revision.object;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
