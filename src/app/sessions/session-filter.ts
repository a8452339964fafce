import type { SessionOutcome, SessionSummary, StreamInfo } from "../../model/session.js";
import { endedByCut } from "../../model/session-part.js";
import { isKind } from "../../replay/kind-words.js";
import type { StoredSession } from "../../store/session-store.js";

/** Which sessions are meant: those for which all that is given holds. */
export interface SessionFilter {
  /** One of these is a target, or an object that a part was cut to: KIND/NAME, a name, a whole kind, or a selector as typed. */
  readonly targets?: readonly string[] | undefined;
  /** Recorded or imported within this time, in ms. */
  readonly sinceMs?: number | undefined;
  /** Recorded or imported longer ago than this, in ms. */
  readonly olderThanMs?: number | undefined;
  readonly outcomes?: readonly SessionFilterOutcome[] | undefined;
}

/** How a session ended, or that it has no end; `cut`: it is a part that ends before its recording. */
export type SessionFilterOutcome = SessionOutcome | "recording" | "interrupted" | "cut";

/** Sessions of a store know when they were stored; recordings only know when they began. */
type FilteredSession = SessionSummary & Partial<Pick<StoredSession, "storedAt">>;

/** True for the sessions that the filter means. */
export function sessionFilter(filter: SessionFilter, nowMs: number): (session: FilteredSession) => boolean {
  const { targets, sinceMs, olderThanMs, outcomes } = filter;
  return (session) =>
    (targets === undefined || targets.some((word) => hasTarget(session, word))) &&
    (sinceMs === undefined || ageMs(session, nowMs) <= sinceMs) &&
    (olderThanMs === undefined || ageMs(session, nowMs) > olderThanMs) &&
    (outcomes === undefined || outcomes.some((outcome) => outcome === outcomeOf(session)));
}

function outcomeOf(session: FilteredSession): string | undefined {
  if (endedByCut(session)) return "cut";
  return session.state === "ended" ? session.end?.outcome : session.state;
}

/** An old incident that was imported today is new: the age counts from when it was stored. An invalid time counts as new. */
function ageMs({ storedAt, header }: FilteredSession, nowMs: number): number {
  const since = Date.parse(storedAt ?? header.startedAt);
  return Number.isNaN(since) ? 0 : nowMs - since;
}

/** `po/nginx` means a target `pod/nginx`; a word alone is a name, a kind, or a part of what was typed (`app=web`). */
function hasTarget({ header }: SessionSummary, word: string): boolean {
  return [...header.targets, ...(header.part?.objects ?? [])].some((target) => target === word || means(word, target, header.streams));
}

function means(word: string, target: string, streams: readonly StreamInfo[]): boolean {
  const [what = "", ...selectors] = target.split(/\s+/);
  const [kind, name] = splitName(what);
  const slash = word.indexOf("/");
  if (slash >= 0) return name === word.slice(slash + 1) && sameKind(word.slice(0, slash), kind, streams);
  return word === name || selectors.includes(word) || sameKind(word, kind, streams);
}

function splitName(target: string): readonly [kind: string, name: string | undefined] {
  const slash = target.indexOf("/");
  return slash < 0 ? [target, undefined] : [target.slice(0, slash), target.slice(slash + 1)];
}

/** Two words for one kind ("po", "pods"), as far as the recorded collections show. */
function sameKind(a: string, b: string, streams: readonly StreamInfo[]): boolean {
  if (a.toLowerCase() === b.toLowerCase()) return true;
  return streams.some(({ group, version, kind }) => {
    const ref = { kind, apiVersion: group === "" ? version : `${group}/${version}` };
    return isKind(a, ref) && isKind(b, ref);
  });
}
