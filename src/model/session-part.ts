import { isCount, isRecord } from "./untrusted-values.js";

/** Which part of a larger session a session is: someone cut it with `--from`, `--to`, `--object` and `--kind` before sharing it. */
export interface SessionPart {
  readonly of: WholeSession;
  /** What it holds of the time of the whole, by the offsets of that. */
  readonly fromMs: number;
  readonly toMs: number;
  /** The objects that were chosen, as typed; absent: all. */
  readonly objects?: readonly string[];
  /** The kinds that were chosen, as typed; absent: all. */
  readonly kinds?: readonly string[];
}

/** The session that something is a part of, as its header and its end counted. */
interface WholeSession {
  readonly name: string;
  /** Wall clock at its offset 0, RFC 3339. */
  readonly startedAt: string;
  readonly frames: number;
  readonly objects: number;
  readonly durationMs: number;
  /** It was a part itself. */
  readonly part?: SessionPart;
}

/** A part of a part of a part: what is nested deeper was made by nobody. */
const maxNesting = 32;

/** The value as a part, with fields that this version does not know; undefined where it is none. Recordings are untrusted: any value may come. */
export function partIn(value: unknown): SessionPart | undefined {
  let part: unknown = value;
  for (let depth = 0; depth < maxNesting; depth++) {
    if (!isPlainPart(part)) return undefined;
    if (part.of.part === undefined) return value as SessionPart;
    part = part.of.part;
  }
  return undefined;
}

/** Its `of.part` is not looked at. */
function isPlainPart(value: unknown): value is SessionPart {
  if (!isRecord(value) || !isRecord(value["of"])) return false;
  const { of, fromMs, toMs, objects, kinds } = value;
  const isWhole =
    isText(of["name"]) && isTime(of["startedAt"]) && isCount(of["frames"]) && isCount(of["objects"]) && isMs(of["durationMs"]);
  return isWhole && isMs(fromMs) && isMs(toMs) && fromMs <= toMs && isWords(objects) && isWords(kinds);
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function isTime(value: unknown): boolean {
  return isText(value) && value.length <= 40 && !Number.isNaN(Date.parse(value));
}

/** Within the range of a date. */
function isMs(value: unknown): value is number {
  return typeof value === "number" && Math.abs(value) <= 8.64e15;
}

function isWords(value: unknown): boolean {
  return value === undefined || (Array.isArray(value) && value.every(isText));
}

/** What `endedByCut` looks at, of a `SessionSummary`. */
interface EndedPart {
  readonly header: { readonly part?: SessionPart };
  readonly state: string;
  readonly end?: { readonly outcome: string };
}

/** Whether a session is a part that ends before what it is a part of: nothing ended there but the part. */
export function endedByCut({ header: { part }, state, end }: EndedPart): boolean {
  return state === "ended" && end?.outcome === "duration" && part !== undefined && part.toMs < part.of.durationMs;
}
