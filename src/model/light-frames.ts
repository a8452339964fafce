import { at } from "./fields.js";
import type { ObjectFrame } from "./frame.js";
import type { KubeObject } from "./kube-object.js";
import { parseSharing, type SharedParts } from "./parse-sharing.js";
import { Revision } from "./revision.js";
import { SharedValues } from "./shared-values.js";

/** Texts of so many characters are kept; with what was read of them they take several times that. */
const mostSpecCharacters = 8 * 1024 * 1024;
/** Most statuses are not seen again. */
const mostStatusCharacters = 2 * 1024 * 1024;

/**
 * Reads the objects of many frames, fed in sequence, at little cost: without `managedFields`, which is half of what there is and nothing that a
 * stage, a milestone, a finding or a comparison looks at; and each with the spec and the status that were read of an earlier frame, of this
 * object or another, where their texts are the same.
 */
export class LightFrames {
  readonly #parts: SharedParts = { specs: new SharedValues(mostSpecCharacters), statuses: new SharedValues(mostStatusCharacters) };

  /**
   * The frame with such an object; the frame as it is where `managedFields` cannot be cut out simply. Undefined when its bytes are no object.
   *
   * Within `managedFields` the API server writes maps only: the first closing bracket ends them. Where a name holds one, what is left is no
   * JSON any more, and the whole is read.
   */
  of(frame: ObjectFrame): ObjectFrame | undefined {
    const { text, bytes } = frame.revision;
    const object = this.#objectOf(withoutManagedFields(text));
    if (object !== undefined) return { ...frame, revision: new Revision(bytes, object) };
    return isObject(frame) ? frame : undefined;
  }

  #objectOf(text: string): KubeObject | undefined {
    try {
      const value = parseSharing(text, this.#parts);
      return isMap(value) && isMap(at(value, "metadata")) ? (value as KubeObject) : undefined;
    } catch (error) {
      if (error instanceof SyntaxError) return undefined;
      throw error;
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
