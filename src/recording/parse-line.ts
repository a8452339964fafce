import { cutMember, decodeUtf8, holdsMoreValuesThan, maxNesting, nestsDeeperThan } from "../json/json.js";
import type { ChangeType } from "../model/watch-event.js";
import { fail, recordOf } from "./fields.js";
import { BeyondLimit, maxFieldNesting, maxLineValues } from "./format.js";

/** A line; where it is the frame of an object, that is not parsed. */
export interface ParsedLine {
  /** The fields of the line, except `object` where that is here beside them. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** The bytes of the object in a frame: those of the line, which are JSON. */
  readonly object: Uint8Array | undefined;
}

/** Parses a line. The object of a frame is only checked, so that its size does not matter. Throws `BadLine`, `BeyondLimit` among them. */
export function parseLine(bytes: Uint8Array): ParsedLine {
  const cut = cutMember(bytes, "object");
  if (cut === undefined) return notAnObject(bytes);
  const { rest, value } = cut;
  // So few bytes hold few values and few brackets.
  if (rest.length > maxFieldNesting) requireWithinLimits(rest);
  const fields = recordOf(JSON.parse(decodeUtf8(rest)), "it");
  if (value === undefined) return { fields, object: undefined };
  const object = bytes.subarray(value.start, value.end);
  if (isChangeType(fields["type"])) return { fields, object };
  requireWithinLimits(object);
  return { fields: { ...fields, object: JSON.parse(decodeUtf8(object)) as unknown }, object: undefined };
}

/** Whether a line with this type is a frame. */
export function isFrameType(type: unknown): boolean {
  return type === "GAP" || isChangeType(type);
}

export function isChangeType(type: unknown): type is ChangeType {
  return type === "ADDED" || type === "MODIFIED" || type === "DELETED";
}

function requireWithinLimits(rest: Uint8Array): void {
  if (nestsDeeperThan(rest, maxFieldNesting)) throw new BeyondLimit(`it is nested more than ${maxFieldNesting} deep`);
  if (holdsMoreValuesThan(rest, maxLineValues)) throw new BeyondLimit(`it holds more than ${maxLineValues.toLocaleString("en")} values`);
}

function notAnObject(bytes: Uint8Array): never {
  if (nestsDeeperThan(bytes, maxNesting)) throw new BeyondLimit(`it is nested more than ${maxNesting} deep`);
  let value: unknown;
  try {
    value = JSON.parse(decodeUtf8(bytes, 0, Math.min(bytes.length, maxQuotedBytes)));
  } catch {
    return fail("it is not JSON");
  }
  recordOf(value, "it");
  return fail("it is not JSON");
}

/** Enough to know what a short line is that is no object. */
const maxQuotedBytes = 1024 * 1024;
