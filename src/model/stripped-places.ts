import { decodeUtf8, type PartPlaces, utf8Length } from "../json/json.js";
import type { BorrowedRevision } from "./revision.js";

/** Where the parts of an object lie in its bytes that change most, while all else stays as it is. */
export interface StrippedPlaces {
  /** Between the brackets. Both -1: nowhere in the text. */
  readonly managedStart: number;
  readonly managedEnd: number;
  /** Between the quotes. Both -1: there is none. */
  readonly versionStart: number;
  readonly versionEnd: number;
  /** Its brace, and the one that ends the object. Equal: there is none. */
  readonly statusStart: number;
  readonly objectEnd: number;
}

/** The places after an edit, and the new texts of what it touched. */
interface EditedPlaces {
  readonly places: StrippedPlaces;
  readonly version: string | undefined;
  readonly status: string | undefined;
}

/** Where `managedFields` were cut out of a text, from the comma to the bracket. `start` -1: they are nowhere in it. */
export interface ManagedCut {
  readonly start: number;
  readonly end: number;
}

export const managedField = '"managedFields":[';

/** Undefined where an edit at one of them could change what the others are. `places`: in the text after the cut. */
export function placesIn(
  { text, byteLength }: Pick<BorrowedRevision, "text" | "byteLength">,
  { start, end }: ManagedCut,
  versionLength: number,
  { version, spec, status }: PartPlaces,
): StrippedPlaces | undefined {
  const object = text.length - 1;
  const whole = (at: number) => (start < 0 || at < start ? at : at + end - start);
  const firstPart = spec >= 0 ? whole(spec) : status >= 0 ? whole(status) : object;
  if (start >= 0 && end > firstPart) return undefined;
  const byteAt = text.length === byteLength ? (at: number) => at : (at: number) => utf8Length(text.slice(0, at));
  // What is not UTF-8 has other lengths as text.
  const objectEnd = byteAt(object);
  if (objectEnd !== byteLength - 1) return undefined;
  const isManaged = start >= 0;
  return {
    managedStart: isManaged ? byteAt(start + 1 + managedField.length) : -1,
    managedEnd: isManaged ? byteAt(end - 1) : -1,
    versionStart: version >= 0 ? byteAt(whole(version)) : -1,
    versionEnd: version >= 0 ? byteAt(whole(version)) + versionLength : -1,
    statusStart: status >= 0 ? byteAt(whole(status)) : objectEnd,
    objectEnd,
  };
}

/** Undefined where an edit touches anything else, or could change where a part ends. */
export function editedPlaces(places: StrippedPlaces, edits: readonly number[], bytes: Uint8Array): EditedPlaces | undefined {
  const { managedStart, managedEnd, versionStart, versionEnd, statusStart, objectEnd } = places;
  let [managedBy, versionBy, statusBy] = [0, 0, 0];
  let [isVersion, isStatus] = [false, false];
  for (let i = 0; i < edits.length; i += 3) {
    const [start, end, inserted] = [edits[i] as number, edits[i + 1] as number, edits[i + 2] as number];
    const by = inserted - (end - start);
    if (start > statusStart && end <= objectEnd) {
      isStatus = true;
      statusBy += by;
    } else if (start >= versionStart && end <= versionEnd) {
      isVersion = true;
      versionBy += by;
    } else if (start >= managedStart && end <= managedEnd) {
      if (holdsBracket(bytes, start + managedBy + versionBy, inserted)) return undefined;
      managedBy += by;
    } else return undefined;
  }
  const [managedAt, versionAt] =
    managedStart < versionStart ? [managedStart, versionStart + managedBy] : [managedStart + versionBy, versionStart];
  const statusAt = statusStart + managedBy + versionBy;
  const next = {
    managedStart: managedAt,
    managedEnd: managedAt + managedEnd - managedStart + managedBy,
    versionStart: versionAt,
    versionEnd: versionAt + versionEnd - versionStart + versionBy,
    statusStart: statusAt,
    objectEnd: objectEnd + managedBy + versionBy + statusBy,
  };
  const version = isVersion ? decodeUtf8(bytes, next.versionStart, next.versionEnd) : undefined;
  const status = isStatus ? decodeUtf8(bytes, next.statusStart, next.objectEnd) : undefined;
  if (managedStart < 0 && status?.includes(managedField)) return undefined;
  return { places: next, version, status };
}

function holdsBracket(bytes: Uint8Array, start: number, length: number): boolean {
  for (let at = start; at < start + length; at++) if (bytes[at] === closingBracket) return true;
  return false;
}

const closingBracket = 0x5d;
