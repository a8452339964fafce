import { inflateRawSync } from "node:zlib";
import type { Database, Statement } from "better-sqlite3";
import type { NewFrame } from "../../model/frame.js";
import { HeldRevisions } from "../../model/held-revisions.js";
import type { ObjectRef } from "../../model/kube-object.js";
import { Revision } from "../../model/revision.js";
import { maxStoredRevisionBytes, rowId, sequenceOf } from "../blocks/block.js";
import { crc32 } from "../blocks/crc32.js";
import { applyDeltas } from "../blocks/delta-bytes.js";
import { frameOf } from "../blocks/stored-frame.js";
import { refOfRow } from "./commit/object-rows.js";

/** A frame of a version 1 database. `bytes` is absent if its revision is damaged. */
export interface OldFrame {
  readonly sequence: number;
  readonly frame: NewFrame;
  readonly bytes?: Uint8Array;
}

const noRevision = new Revision(new Uint8Array());

/** A row of `old_frames`. */
interface OldRow {
  readonly id: number;
  readonly object: number | null;
  readonly offset_ms: number;
  readonly observed_at: number | string;
  readonly type: number;
  readonly resource_version: string | null;
  readonly base: number | null;
  readonly payload: Buffer | null;
  readonly checksum: number | null;
  readonly detail: string | null;
}

/** The frames of a session in a version 1 database: one row each, with a whole revision or a delta to an earlier one. */
export function* oldFrames(database: Database, session: number): Generator<OldFrame> {
  const revisions = new OldRevisions(database, session);
  const ref = database.prepare("SELECT uid, ref FROM old_objects WHERE id = ?") as Statement<[number], { uid: string; ref: string }>;
  const refOf = (object: number | null) => {
    const found = object === null ? undefined : ref.get(object);
    if (found === undefined) throw new RangeError("an object is missing");
    return refOfRow(found.uid, found.ref);
  };
  const page = database.prepare("SELECT * FROM old_frames WHERE id > ? AND id < ? ORDER BY id LIMIT 256") as Statement<number[], OldRow>;
  for (let last = rowId(session, 0); ; ) {
    const rows = page.all(last, rowId(session + 1, 0));
    for (const row of rows) {
      const frame = newFrameOf(row, () => refOf(row.object));
      const bytes = row.object === null ? undefined : revisions.of(row);
      yield { sequence: sequenceOf(row.id), frame, ...(bytes === undefined ? {} : { bytes }) };
      last = row.id;
    }
    if (rows.length === 0) return;
  }
}

function newFrameOf(row: OldRow, ref: () => ObjectRef): NewFrame {
  const { sequence: _, ...frame } = frameOf(
    sequenceOf(row.id),
    {
      offsetMs: row.offset_ms,
      observedAt: typeof row.observed_at === "string" ? row.observed_at : new Date(row.observed_at).toISOString(),
      type: row.type,
      resourceVersion: row.resource_version ?? "",
      detail: row.detail ?? undefined,
    },
    ref,
    () => noRevision,
  );
  return frame as NewFrame;
}

class OldRevisions {
  readonly #session: number;
  readonly #row: Statement<[number], OldRow>;
  readonly #held = new HeldRevisions();

  constructor(database: Database, session: number) {
    this.#session = session;
    this.#row = database.prepare("SELECT * FROM old_frames WHERE id = ?") as Statement<[number], OldRow>;
  }

  /** Undefined if it or one of its bases is damaged. */
  of(row: OldRow): Uint8Array | undefined {
    try {
      const bytes = this.#decoded(row);
      this.#held.hold(row.object ?? 0, sequenceOf(row.id), bytes);
      return bytes;
    } catch {
      return undefined;
    }
  }

  /** The first byte of a payload is its encoding: 0 whole, 1 whole and deflated, 2 a delta, 3 a delta and deflated. */
  #decoded(row: OldRow): Uint8Array {
    const { payload, checksum } = row;
    if (payload === null || crc32(payload) !== checksum) throw new RangeError("its payload is damaged");
    const form = payload[0] ?? 0;
    const body = payload.subarray(1);
    const bytes = form & 1 ? inflateRawSync(body, { maxOutputLength: maxStoredRevisionBytes }) : Buffer.from(body);
    return form & 2 ? applyDeltas(this.#base(row), [bytes], maxStoredRevisionBytes) : bytes;
  }

  /** The longest chain of deltas. */
  #base(row: OldRow): Uint8Array {
    if (row.base === null || row.base >= sequenceOf(row.id)) throw new RangeError("a delta without an earlier base");
    const held = this.#held.of(row.object ?? 0, row.base);
    if (held !== undefined) return held;
    const base = this.#row.get(rowId(this.#session, row.base));
    if (base === undefined) throw new RangeError("its base is missing");
    return this.#decoded(base);
  }
}
