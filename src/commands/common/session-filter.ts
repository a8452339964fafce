import { closest, UsageError } from "../../errors.js";
import type { SessionSummary, StreamInfo } from "../../model/session.js";
import { isKind } from "../../replay/kind-words.js";
import { outcomeWords, stateWord } from "../../report/overview/session-table.js";
import type { StoredSession } from "../../store/session-store.js";
import type { SessionFilterFlags } from "./session-filter-flags.js";

/** Sessions of a store know when they came there; recordings only know when they began. */
type Listed = SessionSummary & Partial<Pick<StoredSession, "storedAt">>;

/** True for the sessions that all flags mean. Throws `UsageError` for an outcome that does not exist. */
export function sessionFilter(flags: SessionFilterFlags, nowMs: number): (session: Listed) => boolean {
  const outcomes = flags.outcome?.map(outcomeSlug);
  return (session) =>
    (flags.target === undefined || flags.target.some((word) => hasTarget(session, word))) &&
    (flags.since === undefined || ageMs(session, nowMs) <= flags.since) &&
    (flags.olderThan === undefined || ageMs(session, nowMs) > flags.olderThan) &&
    (outcomes === undefined || outcomes.includes(slug(stateWord(session))));
}

/** An old incident that was imported today is young here: its age is counted from when it came into the store. A time that is none counts as new. */
function ageMs({ storedAt, header }: Listed, nowMs: number): number {
  const since = Date.parse(storedAt ?? header.startedAt);
  return Number.isNaN(since) ? 0 : nowMs - since;
}

/** Everything that the column STATE may say, as one word each; the words of `-o json` ("signal") mean the same. */
function outcomeSlug(typed: string): string {
  const wanted = slug(typed);
  const word = (outcomeWords as Readonly<Record<string, string>>)[wanted];
  if (word !== undefined && Object.hasOwn(outcomeWords, wanted)) return slug(word);
  if (outcomeSlugs.includes(wanted)) return wanted;
  const near = closest(wanted, outcomeSlugs);
  throw new UsageError(`--outcome "${typed}" is none that a session can have`, {
    hint: `${near === undefined ? "" : `did you mean "${near}"? `}they are ${outcomeSlugs.join(", ")}`,
  });
}

function slug(words: string): string {
  return words.toLowerCase().replace(/[\s_]+/g, "-");
}

/** As `--outcome` takes them. */
export const outcomeSlugs: readonly string[] = ["recording", "interrupted", ...Object.values(outcomeWords).map(slug)];

/** `po/nginx` means a target `pod/nginx`; a word alone is a name, a kind, or a part of what was typed (`app=web`). */
function hasTarget({ header }: SessionSummary, word: string): boolean {
  return header.targets.some((target) => target === word || means(word, target, header.streams));
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

/** Two words for one kind ("po", "pods"), as far as the recorded collections tell. */
function sameKind(a: string, b: string, streams: readonly StreamInfo[]): boolean {
  if (a.toLowerCase() === b.toLowerCase()) return true;
  return streams.some(({ group, version, kind }) => {
    const ref = { kind, apiVersion: group === "" ? version : `${group}/${version}` };
    return isKind(a, ref) && isKind(b, ref);
  });
}
