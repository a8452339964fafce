import type { Database } from "better-sqlite3";
import { Revision } from "../../model/revision.js";
import { rowId } from "../blocks/block.js";
import { ByteWriter } from "../blocks/bytes.js";
import { FrameEncoder } from "../blocks/frame-encoder.js";
import { lostFlag, type StoredFrame, storedGap, storedObject } from "../blocks/stored-frame.js";
import { BlockWriter } from "./commit/block-writer.js";
import { ObjectRows } from "./commit/object-rows.js";
import { type OldFrame, oldFrames } from "./old-frames.js";

/**
 * Moves the frames of a version 1 database into blocks: one session per transaction, so that it can be interrupted at any time and needs
 * little space. A frame whose revision is damaged keeps its place, marked as lost.
 */
export function moveFramesIntoBlocks(database: Database): void {
  if (!exists(database, "old_frames")) return;
  const sessions = database.prepare<[], { id: number }>("SELECT id FROM sessions ORDER BY id").all();
  for (const { id } of sessions) database.transaction(() => moveSession(database, id)).immediate();
  database.exec("DROP TABLE IF EXISTS old_frames; DROP TABLE IF EXISTS old_objects");
}

function exists(database: Database, table: string): boolean {
  return database.prepare("SELECT 1 FROM sqlite_master WHERE name = ?").get(table) !== undefined;
}

function moveSession(database: Database, session: number): void {
  if (!exists(database, "old_frames")) return;
  const blocks = new BlockWriter(database, session);
  const objects = new ObjectRows(database, session);
  const encoder = new FrameEncoder();
  let pending: StoredFrame[] = [];
  let written = 0;
  for (const old of oldFrames(database, session)) {
    pending.push(stored(old, objects, encoder));
    if (pending.length < framesAtOnce) continue;
    blocks.write(written + 1, pending);
    written += pending.length;
    pending = [];
  }
  blocks.write(written + 1, pending);
  blocks.finish();
  database.prepare("DELETE FROM old_frames WHERE id >= ? AND id < ?").run(rowId(session, 0), rowId(session + 1, 0));
  database.prepare("DELETE FROM old_objects WHERE session = ?").run(session);
}

const framesAtOnce = 1024;

function stored({ sequence, frame, bytes }: OldFrame, objects: ObjectRows, encoder: FrameEncoder): StoredFrame {
  if (frame.kind === "gap") return storedGap(frame);
  const known = objects.numbered(frame.ref, sequence);
  if (bytes === undefined) return lost(storedObject(frame, known, { baseDistance: 0, payload: new Uint8Array() }), encoder);
  const writer = new ByteWriter();
  const { baseDistance } = encoder.encode(sequence, { ...frame, revision: new Revision(bytes) }, writer);
  return storedObject(frame, known, { baseDistance, payload: writer.handOver() });
}

/** It cannot be the base of a delta. */
function lost(frame: StoredFrame, encoder: FrameEncoder): StoredFrame {
  encoder.forget();
  return { ...frame, type: frame.type | lostFlag };
}
