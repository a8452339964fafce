import { KubespyError, UsageError } from "../../errors.js";
import { type Clock, systemClock, toRfc3339 } from "../../io/clock.js";
import { formatOffset } from "../../io/duration.js";
import type { TimeFormat } from "../../io/moment-format.js";
import { printable } from "../../io/printable.js";
import type { Marker, SessionReader, SessionSummary } from "../../model/session.js";
import { lastWholeMs, momentOf, sequenceAt } from "../../replay/moment.js";
import { NoSuchSession, type SessionStore, type StoredSession } from "../../store/session-store.js";
import { sessionFilter } from "./session-filter.js";

/** Renames the session that `reference` means; resolves with its old name. */
export async function renameSession(store: SessionStore, reference: string, newName: string): Promise<string> {
  const { name } = (await summaryOf(store, reference)).header;
  await store.rename(name, newName);
  return name;
}

/** Gives the session that `reference` means a title, or removes it when that is undefined; resolves with the session's name. */
export async function setSessionTitle(store: SessionStore, reference: string, title: string | undefined): Promise<string> {
  const { name } = (await summaryOf(store, reference)).header;
  await store.setTitle(name, title);
  return name;
}

export interface MarkOptions {
  /** An offset ("1.4s"), a sequence ("12"), a share ("50%") or a time ("2026-11-22T10:57:39Z"). Default: now, of a session that is being recorded. */
  readonly at?: string | undefined;
  /** The zone of a time of day without one. Absent: it needs one. */
  readonly time?: TimeFormat | undefined;
  readonly text: string;
  /** For tests. Default: the system's. */
  readonly clock?: Clock;
}

export interface Marked {
  readonly session: string;
  readonly summary: SessionSummary;
  readonly marker: Marker;
}

/** Puts a marker into the session that `reference` means. Rejects with `UsageError` when the moment is outside it, and when it has no present moment. */
export async function markSession(store: SessionStore, reference: string, options: MarkOptions): Promise<Marked> {
  const { text, clock = systemClock } = options;
  const session = await store.open(reference);
  try {
    const { name } = session.summary.header;
    const marker = { offsetMs: await offsetOf(session, options, clock), text, madeAt: toRfc3339(clock.wallMs()) };
    await store.addMarker(name, marker);
    return { session: name, summary: session.summary, marker };
  } finally {
    await session.close();
  }
}

/** The offset that is meant: of a sequence, that of its frame; of what is typed, that of the frame that is printed as it, if there is one. */
async function offsetOf(session: SessionReader, { at, time }: MarkOptions, clock: Clock): Promise<number> {
  const { summary } = session;
  if (at === undefined) return presentOffset(summary, clock);
  const latestMs = latestOffset(summary, clock);
  const moment = momentOf(at, { ...summary, durationMs: latestMs }, { flag: "--at", time });
  const sequence = await sequenceAt(session, moment);
  const leastMs = moment.kind === "sequence" ? 0 : moment.fromMs;
  for await (const { offsetMs } of session.frames({ fromSequence: sequence, toSequence: sequence }))
    if (offsetMs >= leastMs) return offsetMs;
  if (moment.kind === "sequence") return 0;
  if (moment.fromMs > latestMs) {
    const length = formatOffset(latestMs).slice(1);
    throw new UsageError(`invalid --at "${printable(at, 300)}": the session is ${length} long so far`, {
      hint: `use an offset up to ${length}`,
    });
  }
  return Math.min(latestMs, Math.max(0, lastWholeMs(moment)));
}

function presentOffset(summary: SessionSummary, clock: Clock): number {
  if (summary.state === "recording") return latestOffset(summary, clock);
  throw new UsageError(`session "${summary.header.name}" has ended`, {
    hint: "name the moment of the marker: --at 1.4s, or --at 100% for the end of the session",
  });
}

/** Now, where it is being recorded: never before its last frame, whatever was done to the clock. */
function latestOffset({ header, durationMs, state }: SessionSummary, clock: Clock): number {
  const sinceStartMs = state === "recording" ? clock.wallMs() - Date.parse(header.startedAt) : 0;
  return Number.isFinite(sinceStartMs) ? Math.max(durationMs, sinceStartMs) : durationMs;
}

/** Which sessions to remove: by their full names, or all that were stored longer ago than this. */
export type SessionsToRemove = { readonly names: readonly string[] } | { readonly olderThanMs: number };

export interface RemoveOptions {
  /** Asked with the sessions before any is removed; none is when it resolves with false. Default: they are removed. */
  readonly confirm?: (sessions: readonly StoredSession[]) => Promise<boolean>;
  readonly onRemoved?: (name: string) => void;
  /** Where the sessions are kept, for messages. */
  readonly place?: string;
  /** For tests. Default: the system's. */
  readonly clock?: Clock;
}

export interface Removed {
  readonly names: readonly string[];
  /** `confirm` resolved with false. */
  readonly refused: boolean;
  /** False if a reader still uses the old content of one: its bytes stay in the files until it has finished and `vacuum` has run. */
  readonly complete: boolean;
}

/** Removes all the sessions that are meant, or none: when a named one cannot be removed, or `confirm` says no. */
export async function removeSessions(store: SessionStore, which: SessionsToRemove, options: RemoveOptions = {}): Promise<Removed> {
  const { clock = systemClock, confirm, onRemoved, place = "the store" } = options;
  const all = await store.list();
  const sessions = "names" in which ? namedSessions(all, which.names, place) : oldSessions(all, which.olderThanMs, clock.wallMs());
  if (sessions.length > 0 && confirm !== undefined && !(await confirm(sessions))) return { names: [], refused: true, complete: true };
  let complete = true;
  for (const { header } of sessions) {
    if (!(await store.remove(header.name)).complete) complete = false;
    onRemoved?.(header.name);
  }
  return { names: sessions.map(({ header }) => header.name), refused: false, complete };
}

/** A session that is being recorded is never old, however long ago it began. */
function oldSessions(all: readonly StoredSession[], olderThanMs: number, nowMs: number): readonly StoredSession[] {
  const isOld = sessionFilter({ olderThanMs }, nowMs);
  return all.filter((session) => session.state !== "recording" && isOld(session));
}

function namedSessions(all: readonly StoredSession[], names: readonly string[], place: string): readonly StoredSession[] {
  return [...new Set(names)].map((name) => {
    const found = all.find(({ header }) => header.name === name);
    if (found === undefined)
      throw new NoSuchSession(
        name,
        place,
        all.map(({ header }) => header.name),
      );
    if (found.state === "recording") throw new KubespyError(`session "${name}" is being recorded`, { hint: "stop its recorder first" });
    return found;
  });
}

async function summaryOf(store: SessionStore, reference: string): Promise<SessionSummary> {
  const session = await store.open(reference);
  await session.close();
  return session.summary;
}
