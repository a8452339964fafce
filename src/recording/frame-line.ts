import { decodeBase64 } from "../json/json.js";
import { actorIn } from "../model/actor.js";
import type { Frame, GapBound, GapFrame, ObjectFrame } from "../model/frame.js";
import type { ObjectRef, Uid } from "../model/kube-object.js";
import { maxRevisionBytes, Revision } from "../model/revision.js";
import { Fields, fail, optional, timeAfter } from "./fields.js";
import { BeyondLimit } from "./format.js";
import { isChangeType, type ParsedLine } from "./parse-line.js";

/** A frame as its line holds it: the revision of an object frame in one of two forms. */
export type FrameLine = GapFrame | (Omit<ObjectFrame, "revision" | "ref" | "resourceVersion"> & { readonly content: Content });

/** How a line holds a revision. */
export type Content =
  /** The whole object, with its identity. */
  | { readonly kind: "whole"; readonly bytes: Uint8Array; readonly ref: ObjectRef; readonly resourceVersion: string }
  /** What changed since an earlier frame of the same incarnation. */
  | {
      readonly kind: "delta";
      readonly base: number;
      readonly steps: readonly (number | string)[];
      readonly resourceVersion: string | undefined;
    };

/** What a line leaves out: its position is its sequence, and its default time is the start plus the offset. */
interface LineContext {
  readonly sequence: number;
  readonly startedAtMs: number;
}

/** A frame from its line. Throws `BadLine`. */
export function parseFrame(line: ParsedLine, { sequence, startedAtMs }: LineContext): FrameLine {
  const fields = new Fields(line.fields, "the line");
  const type = fields.string("type");
  const offsetMs = fields.milliseconds("t");
  const base = { sequence, offsetMs, observedAt: fields.optionalTime("at") ?? timeAfter(startedAtMs, offsetMs) };
  if (type === "GAP") return { ...base, ...parseGap(fields), ...optional("extra", fields.rest()) };
  if (!isChangeType(type)) return fail("unknown type");
  const content = parseContent(fields, line.object);
  return {
    kind: "object",
    ...base,
    type,
    ...parseFlags(fields),
    ...parseActor(line, fields),
    content,
    ...optional("extra", fields.rest()),
  };
}

function parseFlags(fields: Fields): Pick<ObjectFrame, "initial" | "inferred" | "repaired" | "typeUnknown" | "derived"> {
  return {
    ...optional("initial", fields.flag("initial")),
    ...optional("inferred", fields.flag("inferred")),
    ...optional("repaired", fields.flag("repaired")),
    ...optional("typeUnknown", fields.flag("typeUnknown")),
    ...optional("derived", fields.flag("derived")),
  };
}

/** What is none stays with the fields that this version does not know. */
function parseActor(line: ParsedLine, fields: Fields): Pick<ObjectFrame, "actor"> {
  const actor = actorIn(line.fields["actor"]);
  if (actor !== undefined) fields.take("actor");
  return optional("actor", actor);
}

function parseContent(fields: Fields, object: Uint8Array | undefined): Content {
  const resourceVersion = fields.optionalString("resourceVersion");
  const ref = fields.has("ref") ? parseRef(fields.take("ref")) : undefined;
  if (fields.has("delta")) {
    return { kind: "delta", base: fields.count("base"), steps: parseSteps(fields.array("delta")), resourceVersion };
  }
  if (fields.has("base64")) {
    const bytes = requireReadable(decodeBase64(fields.string("base64")));
    return {
      kind: "whole",
      bytes,
      ref: ref ?? fail("ref is missing"),
      resourceVersion: resourceVersion ?? fail("resourceVersion is missing"),
    };
  }
  fields.take("object");
  if (object?.[0] !== openBrace) fail("object is not a JSON object");
  const { bytes, head } = new Revision(requireReadable(object));
  return { kind: "whole", bytes, ref: ref ?? head.ref, resourceVersion: resourceVersion ?? head.resourceVersion };
}

const openBrace = 0x7b;

function requireReadable(object: Uint8Array): Uint8Array {
  if (object.length > maxRevisionBytes) throw new BeyondLimit(`its object is larger than ${maxRevisionBytes / 1024 / 1024} MiB`);
  return object;
}

function parseRef(value: unknown): ObjectRef {
  const fields = new Fields(value, "ref");
  for (const name of ["uid", "apiVersion", "kind", "name"]) fields.string(name);
  fields.optionalString("namespace");
  return value as ObjectRef;
}

function parseSteps(steps: readonly unknown[]): readonly (number | string)[] {
  return steps.map((step) => {
    if (typeof step === "string" || (Number.isSafeInteger(step) && step !== 0)) return step as number | string;
    return fail("delta holds a step that is neither a count nor a text");
  });
}

function parseGap(fields: Fields): Omit<GapFrame, "sequence" | "offsetMs" | "observedAt" | "extra"> {
  return {
    kind: "gap",
    stream: fields.string("stream"),
    reason: fields.string("reason"),
    from: parseBound(fields.take("from")),
    to: parseBound(fields.take("to")),
    possibleLoss: fields.boolean("possibleLoss"),
    ...(fields.has("unchanged") ? { unchanged: fields.strings("unchanged") as readonly Uid[] } : {}),
    ...optional("repairedRevisions", fields.optionalCount("repairedRevisions")),
    ...optional("unrepaired", fields.optionalString("unrepaired")),
  };
}

function parseBound(value: unknown): GapBound {
  const fields = new Fields(value, "the bound of a gap");
  fields.milliseconds("offsetMs");
  fields.time("observedAt");
  fields.optionalString("resourceVersion");
  return value as GapBound;
}

/** The first fields of every frame's line. `at` only where it is not start plus offset. */
export function frameStart({ offsetMs, observedAt }: Frame, type: string, startedAtMs: number): Record<string, unknown> {
  return { type, t: offsetMs, ...(observedAt === timeAfter(startedAtMs, offsetMs) ? {} : { at: observedAt }) };
}

/** Names that an extra field cannot have. */
export const frameFields: ReadonlySet<string> = new Set(
  "type t at initial inferred repaired typeUnknown actor derived ref resourceVersion object base delta base64 stream reason from to possibleLoss unchanged repairedRevisions unrepaired".split(
    " ",
  ),
);
