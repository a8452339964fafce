import { isWithinMember, type ParsedParts, parseChanged, parseSharing, type SharedParts, SharedValues } from "../json/json.js";
import { at } from "./fields.js";
import type { BorrowedFrame, StrippedFrame } from "./frame.js";
import type { KubeObject, Uid } from "./kube-object.js";
import { editedPlaces, type ManagedCut, managedField, placesIn, type StrippedPlaces } from "./stripped-places.js";

/** Texts of this many characters are kept; with their values they take several times that. */
const maxSpecCharacters = 8 * 1024 * 1024;
/** Less: most statuses do not come again. */
const maxStatusCharacters = 2 * 1024 * 1024;
/** Of larger objects, several texts and values would be in memory at once. */
const maxSharedBytes = 2 * 1024 * 1024;
/** Of this many objects the last revision is kept to share values with. */
const maxObjects = 4096;

/** The last revision of an object. */
interface Latest {
  readonly sequence: number;
  readonly parts: ParsedParts;
  readonly places: StrippedPlaces | undefined;
}

/**
 * Parses the objects of many frames, fed in sequence, at little cost: without `managedFields`, which are half of an object and nothing that a stage,
 * a milestone, a finding or a comparison reads; and sharing the values of texts that were parsed before, of this object or another. Where the frame says
 * what it changed, nothing else is looked at.
 */
export class StrippedFrames {
  readonly #shared: SharedParts = { specs: new SharedValues(maxSpecCharacters), statuses: new SharedValues(maxStatusCharacters) };
  /** Of the objects parsed last, in that order. */
  readonly #latest = new Map<Uid, Latest>();

  /** The frame with such an object. The whole object where `managedFields` cannot be cut out simply; undefined when its bytes are not an object. */
  strip(frame: BorrowedFrame): StrippedFrame | undefined {
    const object = this.#changedObject(frame) ?? this.#strippedObject(frame) ?? parsedObject(frame);
    return object && { ...frame, revision: { object } };
  }

  /** Undefined where it must be read whole. */
  #changedObject(frame: BorrowedFrame): KubeObject | undefined {
    const { ref, revision } = frame;
    const latest = this.#latest.get(ref.uid);
    if (latest?.places === undefined || revision.edits === undefined || revision.byteLength > maxSharedBytes) return undefined;
    const change = revision.edits();
    if (change === undefined || change.base !== latest.sequence) return undefined;
    const edited = editedPlaces(latest.places, change.edits, revision.bytes);
    const parsed = edited && parseChanged(latest.parts, edited, this.#shared);
    if (edited === undefined || parsed === undefined) return undefined;
    this.#keep(frame, parsed.parts, edited.places);
    return parsed.value as KubeObject;
  }

  /**
   * Within `managedFields` the API server writes maps only: the first closing bracket ends them. Where a name holds one, what is left is not JSON:
   * undefined then.
   */
  #strippedObject(frame: BorrowedFrame): KubeObject | undefined {
    const { ref, revision } = frame;
    if (revision.byteLength > maxSharedBytes) return undefined;
    try {
      const { text } = revision;
      const cut = managedFieldsIn(text);
      const { value, parts, places } = parseSharing(without(text, cut), this.#shared, this.#latest.get(ref.uid)?.parts);
      const isObject = isMap(value) && isMap(at(value, "metadata"));
      const isKnown = isObject && cut !== undefined && revision.edits !== undefined && parts !== undefined && places !== undefined;
      this.#keep(frame, parts, isKnown ? placesIn(revision, cut, parts.version?.length ?? 0, places) : undefined);
      return isObject ? (value as KubeObject) : undefined;
    } catch (error) {
      this.#latest.delete(ref.uid);
      if (error instanceof SyntaxError) return undefined;
      throw error;
    }
  }

  #keep({ ref: { uid }, type, sequence }: BorrowedFrame, parts: ParsedParts | undefined, places: StrippedPlaces | undefined): void {
    this.#latest.delete(uid);
    if (parts === undefined || type === "DELETED") return;
    this.#latest.set(uid, { sequence, parts, places });
    if (this.#latest.size <= maxObjects) return;
    const [oldest] = this.#latest.keys();
    if (oldest !== undefined) this.#latest.delete(oldest);
  }
}

/**
 * `start` -1: they are not in it. Undefined where they are, but cannot be cut out; also where a spec or a status has a field of that name, which means
 * something.
 */
function managedFieldsIn(text: string): ManagedCut | undefined {
  const field = text.indexOf(managedField);
  if (field < 0) return nowhere;
  const end = text[field - 1] === "," && isWithinMember(text, field, "metadata") ? text.indexOf("]", field) : -1;
  return end < 0 ? undefined : { start: field - 1, end: end + 1 };
}

const nowhere: ManagedCut = { start: -1, end: -1 };

function without(text: string, cut: ManagedCut | undefined): string {
  return cut === undefined || cut.start < 0 ? text : text.slice(0, cut.start) + text.slice(cut.end);
}

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
