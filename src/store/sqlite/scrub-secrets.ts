import { randomBytes } from "node:crypto";
import Sqlite, { type Database, type Statement } from "better-sqlite3";
import { parsedOrUndefined } from "../../json/json.js";
import type { ObjectRef } from "../../model/kube-object.js";
import { Revision } from "../../model/revision.js";
import type { SessionHeader } from "../../model/session.js";
import { holdsSecretValues, redactSecret } from "../../sharing/redact.js";
import { headerWithoutSecrets } from "../../sharing/session-to-share.js";
import { type Block, type BlockRow, packBlock, rowId, sequenceOf, unpackBlock, unpackObjects } from "../blocks/block.js";
import { ByteWriter } from "../blocks/bytes.js";
import { FrameEncoder } from "../blocks/frame-encoder.js";
import { changeTypeOf, lostFlag, type StoredFrame } from "../blocks/stored-frame.js";
import { refOfRow } from "./commit/object-rows.js";
import { SessionBlocks } from "./session-blocks.js";

/**
 * Redacts all revisions of Secrets again, by the rules of this version: earlier ones left copies of values in clear. Sessions that were recorded with
 * values in clear stay as they are. One session per transaction, so that it can be interrupted at any time; then the old content is removed from
 * the file. Calls `onNotice` with a line about what was changed.
 */
export function scrubSecrets(database: Database, onNotice: (text: string) => void): void {
  database.pragma("secure_delete = ON");
  const sessions = database.prepare<[], { id: number; name: string }>("SELECT id, name FROM sessions ORDER BY id").all();
  const changed = sessions.filter(({ id }) => database.transaction(() => scrubSession(database, id)).immediate()).map(({ name }) => name);
  if (changed.length > 0)
    onNotice(
      `earlier versions may have kept copies of Secret values in ${named(changed)}; those found were replaced by digests in ${database.name}; \
a label can still hold part of a value: to be sure, remove what you do not need with "kubespy rm"`,
    );
  if (hasLeftovers(database)) removeLeftovers(database);
  database.prepare("DELETE FROM meta WHERE key = ?").run(scrubbedKey);
}

/** Names of sessions in which an earlier version may have kept copies of Secret values. */
export function sessionsToScrub(database: Database): readonly string[] {
  const sessions = database
    .prepare<[], { id: number; name: string; header: string }>("SELECT id, name, header FROM sessions ORDER BY id")
    .all();
  return sessions.filter(({ id, header }) => !isInClear(headerOf(header)) && secretsOf(database, id).size > 0).map(({ name }) => name);
}

export function named(sessions: readonly string[]): string {
  const more = sessions.length > maxNamed ? ` and ${sessions.length - maxNamed} more` : "";
  return `${sessions.length === 1 ? "session" : "sessions"} ${sessions.slice(0, maxNamed).join(", ")}${more}`;
}

const maxNamed = 8;

/** The last session that was scrubbed. */
const scrubbedKey = "secrets-scrubbed";
/** Set while unused space of the file may hold copies of Secret values. */
const leftoversKey = "secrets-left";

export function hasLeftovers(database: Database): boolean {
  return database.prepare("SELECT 1 FROM meta WHERE key = ?").get(leftoversKey) !== undefined;
}

/** After the file was rewritten. */
export function forgetLeftovers(database: Database): void {
  database.prepare("DELETE FROM meta WHERE key = ?").run(leftoversKey);
}

/** Rewriting a larger file takes too long to do it unasked: `kubespy vacuum` does it. */
const maxRewrittenBytes = 2 * 1024 ** 3;

/** What was rewritten is overwritten already; earlier content may be left in unused space. Without the space to rewrite the file, it stays marked. */
function removeLeftovers(database: Database): void {
  const pages = Number(database.pragma("page_count", { simple: true }));
  if (pages * Number(database.pragma("page_size", { simple: true })) > maxRewrittenBytes) return;
  try {
    database.exec("VACUUM");
    const [checkpoint] = database.pragma("wal_checkpoint(TRUNCATE)") as readonly { readonly busy: number }[];
    if (checkpoint?.busy === 0) forgetLeftovers(database);
  } catch {
    // No space, or another program uses it.
  }
}

/** Whether frames were rewritten. */
function scrubSession(database: Database, session: number): boolean {
  const done = database.prepare("SELECT value FROM meta WHERE key = ?").pluck().get(scrubbedKey);
  if (done !== undefined && Number(done) >= session) return false;
  database.prepare("INSERT OR REPLACE INTO meta VALUES (?, ?)").run(scrubbedKey, session);
  const header = headerOf(
    database.prepare<[number], string>("SELECT header FROM sessions WHERE id = ?").pluck().get(session) as unknown as string,
  );
  if (isInClear(header)) return false;
  const cleaned = header === undefined ? undefined : headerWithoutSecrets(header);
  if (cleaned !== header) database.prepare("UPDATE sessions SET header = ? WHERE id = ?").run(JSON.stringify(cleaned), session);
  const secrets = secretsOf(database, session);
  if (secrets.size === 0) return false;
  // A second connection reads what was there before this transaction, also from blocks that are rewritten already.
  const before = new Sqlite(database.name, { readonly: true });
  try {
    return new SessionScrub(database, before, session, secrets).run();
  } finally {
    before.close();
  }
}

type Header = Omit<SessionHeader, "name"> & { readonly name: string };

function headerOf(text: string): Header | undefined {
  const header = parsedOrUndefined(text) as Header | null | undefined;
  if (typeof header !== "object" || header === null) return undefined;
  const { command } = header as { readonly command?: unknown };
  const isUsual = command === undefined || (Array.isArray(command) && command.every((word) => typeof word === "string"));
  return isUsual ? header : undefined;
}

function isInClear(header: Header | undefined): boolean {
  return header?.secretValues === "clear";
}

/** The Secrets of a session, by their numbers. */
function secretsOf(database: Database, session: number): ReadonlyMap<number, ObjectRef> {
  const rows = database.prepare<[number], { number: number; uid: string; ref: string }>(
    `SELECT number, uid, ref FROM objects WHERE session = ?
     AND (instr(ref, '"kind":"Secret') > 0 OR instr(ref, '"kind":"List"') > 0 OR instr(ref, '"meta.k8s.io/') > 0)`,
  );
  const refs = new Map<number, ObjectRef>();
  for (const { number, uid, ref: text } of rows.iterate(session)) {
    const ref = parsedOrUndefined(text) === undefined ? undefined : refOfRow(uid, text);
    if (ref !== undefined && holdsSecretValues(ref)) refs.set(number, ref);
  }
  return refs;
}

class SessionScrub {
  readonly #secrets: ReadonlyMap<number, ObjectRef>;
  readonly #key: Uint8Array;
  readonly #before: SessionBlocks;
  readonly #encoder = new FrameEncoder();
  readonly #row: Statement<[number], BlockRow>;
  readonly #update: Statement;
  readonly #ids: readonly number[];

  constructor(database: Database, before: Database, session: number, secrets: ReadonlyMap<number, ObjectRef>) {
    this.#secrets = secrets;
    this.#key = digestKeyOf(database);
    this.#before = new SessionBlocks(before, session);
    this.#row = database.prepare<[number], BlockRow>("SELECT * FROM blocks WHERE id = ?");
    this.#update = database.prepare("UPDATE blocks SET checksum = ?, objects = ?, columns = ?, payload = ? WHERE id = ?");
    const ids = database.prepare("SELECT id FROM blocks WHERE id >= ? AND id < ? ORDER BY id").pluck() as unknown as Statement<
      number[],
      number
    >;
    this.#ids = ids.all(rowId(session, 0), rowId(session + 1, 0));
    database.prepare("INSERT OR REPLACE INTO meta VALUES (?, 1)").run(leftoversKey);
  }

  run(): boolean {
    for (const id of this.#ids) this.#block(this.#row.get(id) as BlockRow);
    return this.#ids.length > 0;
  }

  /** A damaged block stays as it is: nobody can read it. */
  #block(row: BlockRow): void {
    const block = this.#unpacked(row);
    if (block === undefined) return;
    const frames = Array.from({ length: row.frames }, (_, i) => this.#frame(block, sequenceOf(row.id), i));
    const { checksum, objects, columns, payload } = packBlock(row.id, frames);
    this.#update.run(checksum, objects, columns, payload, row.id);
  }

  /** Undefined also for a block without Secrets, which is most of them. */
  #unpacked(row: BlockRow): Block | undefined {
    try {
      if (!unpackObjects(row).objects.some((object) => this.#secrets.has(object))) return undefined;
      const block = unpackBlock(row);
      block.facts.at(0);
      return block;
    } catch {
      this.#encoder.forget();
      return undefined;
    }
  }

  #frame(block: Block, first: number, i: number): StoredFrame {
    const object = block.objects[i] as number;
    const payload = block.payload.subarray(block.bounds[i], block.bounds[i + 1]);
    const frame = { ...block.facts.at(i), object, baseDistance: block.baseDistances[i] as number, payload };
    const ref = this.#secrets.get(object);
    return ref === undefined || (frame.type & lostFlag) !== 0 ? frame : this.#secretFrame(frame, ref, first + i);
  }

  /** One whose revision cannot be read keeps its place, marked as lost. */
  #secretFrame(frame: StoredFrame, ref: ObjectRef, sequence: number): StoredFrame {
    const bytes = this.#bytes(sequence);
    if (bytes === undefined) {
      this.#encoder.forget();
      return { ...frame, type: frame.type | lostFlag, baseDistance: 0, payload: new Uint8Array() };
    }
    const writer = new ByteWriter();
    const revision = new Revision(bytes);
    const change = { ref, type: changeTypeOf(frame.type), revision };
    const { baseDistance } = this.#encoder.encode(sequence, { ...change, revision: this.#redacted(revision, ref) }, writer);
    return { ...frame, baseDistance, payload: writer.handOver() };
  }

  #bytes(sequence: number): Uint8Array | undefined {
    try {
      return this.#before.revision(sequence);
    } catch {
      return undefined;
    }
  }

  /** No recorder stores what is not JSON: then there is nothing to redact. */
  #redacted(revision: Revision, ref: ObjectRef): Revision {
    try {
      return redactSecret(revision, this.#key, ref);
    } catch (error) {
      if (error instanceof SyntaxError) return revision;
      throw error;
    }
  }
}

/** The key of this database for digests of Secret values, made at random when it is first needed. */
export function digestKeyOf(database: Database): Uint8Array {
  database.prepare("INSERT OR IGNORE INTO meta VALUES ('digest-key', ?)").run(randomBytes(32));
  return database.prepare<[], Buffer>("SELECT value FROM meta WHERE key = 'digest-key'").pluck().get() as unknown as Uint8Array;
}
