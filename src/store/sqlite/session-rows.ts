import { isDeepStrictEqual } from "node:util";
import type { Database } from "better-sqlite3";
import { parsedOrUndefined } from "../../json/json.js";
import type { Marker, SessionEnd, SessionHeader, SessionState, SessionSummary } from "../../model/session.js";
import { isSessionName, toSessionName } from "../../model/session-name.js";
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

/**
 * Newest first. A name that no kubespy gives (a path, a megabyte of text) is replaced by a valid one: names are printed, typed, and become names of files.
 * Throws `SQLITE_CORRUPT` for damage that SQLite itself does not detect.
 */
export function allSessions(database: Database): readonly SessionRow[] {
  const rows = database.prepare<[], SessionRow>(`${selectSession} ORDER BY id DESC`).all();
  if (!rows.every(({ name }) => typeof name === "string"))
    throw Object.assign(new Error("a session without a name"), { code: "SQLITE_CORRUPT" });
  return rows.map((row) => (isSessionName(row.name) ? row : { ...row, name: `${toSessionName(row.name.slice(0, 40))}-${row.id}` }));
}

export function sessionNamed(database: Database, name: string): SessionRow | undefined {
  const row = database.prepare<[string], SessionRow>(`${selectSession} WHERE name = ?`).get(name);
  if (row !== undefined && isSessionName(name)) return row;
  // The number at the end is that of a session whose name was replaced.
  return /-\d+$/.test(name) ? allSessions(database).find((each) => each.name === name) : undefined;
}

/** Undefined where it was removed. */
export function sessionWithId(database: Database, id: number): SessionRow | undefined {
  return database.prepare<[number], SessionRow>(`${selectSession} WHERE id = ?`).get(id);
}

/** Much more than a header of thousands of streams; a larger one, which no kubespy wrote, counts as damaged. */
const maxHeaderCharacters = 16 * 1024 * 1024;

/** Without what would fill the memory: a row of SQLite may hold a gigabyte. */
const selectSession = `
  SELECT id, CASE WHEN typeof(name) = 'text' THEN substr(name, 1, 200) END AS name,
    CASE WHEN length(header) <= ${maxHeaderCharacters} THEN header ELSE '' END AS header,
    CASE WHEN ending IS NULL OR length(ending) <= ${maxHeaderCharacters} THEN ending ELSE '' END AS ending,
    CASE WHEN length(recorder) <= 10000 THEN recorder END AS recorder,
    heartbeat_ms, frames, objects, gaps, last_offset_ms
  FROM sessions`;

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

/** Replaces the first marker that equals this one, or removes it; false when there is none. Other programs may change markers, too. */
export function replaceMarker(database: Database, session: number, marker: Marker, replacement: Marker | undefined): boolean {
  const candidates = database.prepare<[number, number], { id: number; marker: string }>(
    "SELECT id, marker FROM markers WHERE session = ? AND offset_ms = ? ORDER BY id",
  );
  const replace = database.transaction(() => {
    const found = candidates.all(session, marker.offsetMs).find((row) => isDeepStrictEqual(parsedOrUndefined(row.marker), marker));
    if (found === undefined) return false;
    if (replacement === undefined) database.prepare("DELETE FROM markers WHERE id = ?").run(found.id);
    else database.prepare("UPDATE markers SET marker = ? WHERE id = ?").run(JSON.stringify(replacement), found.id);
    return true;
  });
  return replace.immediate();
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
  // An older schema version, which cannot be upgraded now, has no such table.
  if (hasDerived(database)) database.prepare("DELETE FROM derived WHERE session = ?").run(session);
  database.prepare("DELETE FROM sessions WHERE id = ?").run(session);
}

function hasDerived(database: Database): boolean {
  return database.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'derived'").get() !== undefined;
}

/** Throws `SyntaxError` or `RangeError` when the row is damaged. */
export function summaryOf(row: SessionRow, nowMs: number): SessionSummary {
  const end = endOf(row);
  requireCounts(row);
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

/**
 * Whether the database is large enough for the frames that a session counts, which a reader goes through: in a block, a frame takes two bytes at least.
 * Some may be missing: the others are readable.
 */
export function canHoldFrames(database: Database, { frames }: SessionRow): boolean {
  return frames <= Number(database.pragma("page_count", { simple: true })) * Number(database.pragma("page_size", { simple: true }));
}

/** Throws `SyntaxError` when it is not what a recorder writes. */
function headerOf({ name, header: text }: SessionRow): SessionHeader {
  const parsed = objectIn(text);
  const lists = [parsed?.["targets"], parsed?.["streams"], parsed?.["omissions"]];
  if (parsed === undefined || Number.isNaN(timeOf(parsed["startedAt"])) || !lists.every(Array.isArray))
    throw new SyntaxError("no header of a session");
  const header = parsed as unknown as SessionHeader;
  const texts: readonly unknown[] = [...header.targets, ...header.omissions, ...(header.command ?? [])];
  const optionalTexts = [header.title, header.description, header.context, header.namespace, header.server?.version];
  if (!texts.every(isText) || !optionalTexts.every((text) => text === undefined || isText(text)) || !header.streams.every(isStream))
    throw new SyntaxError("no header of a session");
  return { ...header, name };
}

function requireCounts({ frames, objects, gaps, last_offset_ms, heartbeat_ms }: SessionRow): void {
  for (const count of [frames, objects, gaps])
    if (!Number.isSafeInteger(count) || count < 0 || count >= 2 ** 32) throw new RangeError("a count is damaged");
  if (objects > frames || gaps > frames) throw new RangeError("a count is damaged");
  for (const ms of [last_offset_ms, heartbeat_ms])
    if (typeof ms !== "number" || !(Math.abs(ms) <= maxMs)) throw new RangeError("a time is damaged");
}

/** The range of a date. */
const maxMs = 8.64e15;

function timeOf(text: unknown): number {
  return isText(text) && text.length <= 40 ? Date.parse(text) : Number.NaN;
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function isStream(value: unknown): boolean {
  const stream = value as Readonly<Record<string, unknown>> | null;
  const optionalTexts = ["namespace", "labelSelector", "fieldSelector", "resourceVersion"].map((name) => stream?.[name]);
  return (
    ["id", "group", "version", "resource", "kind"].every((name) => isText(stream?.[name])) &&
    optionalTexts.every((text) => text === undefined || isText(text))
  );
}

/** If the end cannot be read, the frames are still valid: the session shows as interrupted. */
function endOf({ ending }: SessionRow): SessionEnd | undefined {
  const parsed = ending === null ? undefined : objectIn(ending);
  const isComplete =
    isText(parsed?.["outcome"]) &&
    !Number.isNaN(timeOf(parsed["endedAt"])) &&
    Math.abs(Number(parsed["offsetMs"])) <= maxMs &&
    (parsed["reason"] === undefined || isText(parsed["reason"]));
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
