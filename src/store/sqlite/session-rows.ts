import type { Database } from "better-sqlite3";
import { parsedOrUndefined } from "../../json/json.js";
import type { Marker, SessionEnd, SessionHeader, SessionState, SessionSummary } from "../../model/session.js";
import { rowId } from "../blocks/block.js";
import { isAlive, type RecorderIdentity } from "../recorder-identity.js";

/** A row of `sessions`. */
export interface SessionRow {
  readonly id: number;
  readonly name: string;
  readonly header: string;
  readonly ending: string | null;
  readonly recorder: string | null;
  readonly heartbeat_ms: number;
  readonly frames: number;
  readonly objects: number;
  readonly gaps: number;
  readonly last_offset_ms: number;
}

/** Newest first. Throws `SQLITE_CORRUPT` for damage that SQLite itself does not detect. */
export function allSessions(database: Database): readonly SessionRow[] {
  const rows = database.prepare<[], SessionRow>("SELECT * FROM sessions ORDER BY id DESC").all();
  if (!rows.every(({ name }) => typeof name === "string"))
    throw Object.assign(new Error("a session without a name"), { code: "SQLITE_CORRUPT" });
  return rows;
}

export function sessionNamed(database: Database, name: string): SessionRow | undefined {
  return database.prepare<[string], SessionRow>("SELECT * FROM sessions WHERE name = ?").get(name);
}

/** The session's id. Throws `SQLITE_CONSTRAINT_UNIQUE` when the name is taken. */
export function insertSession(database: Database, header: SessionHeader, recorder: RecorderIdentity, nowMs: number): number {
  const { name, ...rest } = header;
  const added = database
    .prepare("INSERT INTO sessions (name, header, recorder, heartbeat_ms) VALUES (?, ?, ?, ?)")
    .run(name, JSON.stringify(rest), JSON.stringify(recorder), nowMs);
  return Number(added.lastInsertRowid);
}

export function insertMarker(database: Database, session: number, marker: Marker): void {
  database
    .prepare("INSERT INTO markers (session, offset_ms, marker) VALUES (?, ?, ?)")
    .run(session, marker.offsetMs, JSON.stringify(marker));
}

/** Throws `SQLITE_CONSTRAINT_UNIQUE` when the name is taken. */
export function renameSessionRow(database: Database, session: number, name: string): void {
  database.prepare("UPDATE sessions SET name = ? WHERE id = ?").run(name, session);
}

/** Rewrites the header with this title; other fields stay. */
export function setTitleOfRow(database: Database, row: SessionRow, title: string | undefined): void {
  const header = { ...(JSON.parse(row.header) as Omit<SessionHeader, "name">), title };
  database.prepare("UPDATE sessions SET header = ? WHERE id = ?").run(JSON.stringify(header), row.id);
}

/** Removes the session and everything that belongs to it; call inside a transaction. */
export function deleteSession(database: Database, session: number): void {
  database.prepare("DELETE FROM blocks WHERE id >= ? AND id < ?").run(rowId(session, 0), rowId(session + 1, 0));
  database.prepare("DELETE FROM objects WHERE session = ?").run(session);
  database.prepare("DELETE FROM markers WHERE session = ?").run(session);
  database.prepare("DELETE FROM sessions WHERE id = ?").run(session);
}

/** Throws `SyntaxError` when the row is not what a recorder writes. */
export function summaryOf(row: SessionRow, nowMs: number): SessionSummary {
  if (!hasNumbers(row)) throw new SyntaxError("no numbers of a session");
  const end = endOf(row);
  return {
    header: headerOf(row),
    state: row.ending !== null && end === undefined ? "interrupted" : stateOf(row, nowMs),
    ...(end === undefined ? {} : { end }),
    frames: row.frames,
    objects: row.objects,
    gaps: row.gaps,
    durationMs: end?.offsetMs ?? row.last_offset_ms,
  };
}

/** What a crafted row could make us allocate, or show, in its place. */
function hasNumbers({ frames, objects, gaps, heartbeat_ms, last_offset_ms }: SessionRow): boolean {
  const areCounts = [frames, objects, gaps].every((count) => Number.isSafeInteger(count) && count >= 0);
  const areTimes = [heartbeat_ms, last_offset_ms].every((ms) => typeof ms === "number" && Math.abs(ms) <= maxDateMs);
  return areCounts && areTimes && objects <= frames && gaps <= frames;
}

/** The range of a date. */
const maxDateMs = 8.64e15;

/**
 * Whether the database is large enough for the frames that a session counts, of which a reader makes room for each: in a block, a frame takes two
 * bytes at least. Some may be missing: the others are readable.
 */
export function canHoldFrames(database: Database, { frames }: SessionRow): boolean {
  return frames <= Number(database.pragma("page_count", { simple: true })) * Number(database.pragma("page_size", { simple: true }));
}

/** Throws `SyntaxError` when it is not what a recorder writes. */
function headerOf({ name, header }: SessionRow): SessionHeader {
  const parsed = objectIn(header);
  const lists = [parsed?.["targets"], parsed?.["streams"], parsed?.["omissions"]];
  if (parsed === undefined || typeof parsed["startedAt"] !== "string" || !lists.every(Array.isArray))
    throw new SyntaxError("no header of a session");
  return { ...(parsed as unknown as SessionHeader), name };
}

/** If the end cannot be read, the frames are still valid: the session shows as interrupted. */
function endOf({ ending }: SessionRow): SessionEnd | undefined {
  const parsed = ending === null ? undefined : objectIn(ending);
  const isComplete =
    typeof parsed?.["outcome"] === "string" && typeof parsed["endedAt"] === "string" && Number.isFinite(parsed["offsetMs"]);
  return isComplete ? (parsed as unknown as SessionEnd) : undefined;
}

function objectIn(text: string): Readonly<Record<string, unknown>> | undefined {
  const value = parsedOrUndefined(text);
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
}

/** Whether a recorder is writing the session, or how it ended. */
export function stateOf(row: SessionRow, nowMs: number): SessionState {
  if (row.ending !== null) return "ended";
  if (row.recorder === null) return "interrupted";
  const recorder = objectIn(row.recorder);
  return isRecorder(recorder) && isAlive(recorder, nowMs - row.heartbeat_ms) ? "recording" : "interrupted";
}

function isRecorder(value: unknown): value is RecorderIdentity {
  const { host, pid } = (value ?? {}) as Partial<RecorderIdentity>;
  return typeof host === "string" && Number.isSafeInteger(pid) && (pid as number) > 0;
}
