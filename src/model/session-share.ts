import { isCount, isRecord } from "./untrusted-values.js";

/** How much was taken out of a session before it was shared. Each level takes out what the one before does. */
export type ShareLevel = "secrets" | "identities" | "skeleton";

export const shareLevels: readonly ShareLevel[] = ["secrets", "identities", "skeleton"];

/** What was taken out of a session before it was shared: what its reader must know to judge what is left. A claim of who wrote the file. */
export interface SessionShare {
  readonly level: ShareLevel;
  /** The program that did it: "kubespy 0.1.0". */
  readonly by: string;
  /** The version of the rules by which it was done. */
  readonly rules: number;
  /**
   * The same in all sessions that were shared together, 16 hex digits: only between these do equal placeholders and pseudonyms mean equal values. Says
   * nothing of the key. Absent: unknown.
   */
  readonly batch?: string;
  /** Removed values by what they are, for people: how many different ones, and in how many places. */
  readonly removed: readonly RemovedCount[];
  /** Identities that became pseudonyms, by what they are. */
  readonly pseudonyms?: readonly RemovedCount[];
  /** Kept on request: the paths as typed. */
  readonly kept?: readonly string[];
  /** Removed on request: the paths and patterns as typed; a pattern is only counted, because it may say what it removes. */
  readonly removedOnRequest?: readonly string[];
  /** It was done while the session was recorded: what became known later could not be removed from what was stored by then. */
  readonly whileRecording?: true;
  /** It had been shared before: what was taken out of it then. */
  readonly before?: SessionShare;
}

export interface RemovedCount {
  /** "environment variable", "ConfigMap data", "JSON Web Token". */
  readonly what: string;
  readonly values: number;
  readonly places: number;
}

/** Of each list. */
const maxItems = 10_000;
/** Characters. */
const maxText = 4096;
/** A share of a share of a share: what is nested deeper was made by nobody. */
const maxNesting = 32;

/**
 * The value as a manifest, with fields that this version does not know; undefined where it is none. Recordings are untrusted: any value may come. A
 * level that this version does not know makes it none: nobody can say what such a level removes.
 */
export function shareIn(value: unknown): SessionShare | undefined {
  let share: unknown = value;
  for (let depth = 0; depth < maxNesting; depth++) {
    if (!isPlainShare(share)) return undefined;
    if (share.before === undefined) return value as SessionShare;
    share = share.before;
  }
  return undefined;
}

/** Whether two sessions were shared together, or neither was shared: only then are equal values equal in both. */
export function haveSameReplacements(a: SessionShare | undefined, b: SessionShare | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a.batch !== undefined && a.batch === b.batch;
}

/** Its `before` is not looked at. */
function isPlainShare(value: unknown): value is SessionShare {
  if (!isRecord(value) || !shareLevels.some((known) => known === value["level"])) return false;
  const { by, rules, batch = "", removed, pseudonyms = [], kept = [], removedOnRequest = [] } = value;
  const isPlain =
    isText(by) && isCount(rules) && isText(batch) && isListOf(isRemovedCount, removed) && isListOf(isRemovedCount, pseudonyms);
  return isPlain && isListOf(isText, kept) && isListOf(isText, removedOnRequest);
}

function isListOf(isItem: (item: unknown) => boolean, value: unknown): boolean {
  return Array.isArray(value) && value.length <= maxItems && value.every(isItem);
}

function isRemovedCount(value: unknown): boolean {
  return isRecord(value) && isText(value["what"]) && isCount(value["values"]) && isCount(value["places"]);
}

function isText(value: unknown): boolean {
  return typeof value === "string" && value.length <= maxText;
}
