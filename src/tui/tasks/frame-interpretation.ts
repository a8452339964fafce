import { isCreation } from "../../lifecycle/creation.js";
import type { ChangeTimes } from "../../lifecycle/kinds/kind-rules.js";
import { narrate } from "../../lifecycle/narration/narrate.js";
import type { Frame, ObjectFrame } from "../../model/frame.js";
import type { Uid } from "../../model/kube-object.js";
import type { Revision } from "../../model/revision.js";
import type { SessionReader } from "../../model/session.js";
import { type NarratedRow, narratedGap, narratedObject } from "./narrated-row.js";

/** Whose creation is remembered: of the objects on some screens. */
const heldLives = 2048;
/** So many revisions are walked back to find when a deletion was asked for; graceful ends are shorter. */
const maxEnding = 32;

type Reader = Pick<SessionReader, "summary" | "firstFrameOf" | "lastFrameOf">;

/**
 * Tells any frame of a session, wherever one stands: finds the state before it, and when its object was created, by looking them up.
 * What a `Narrator` says after having read everything up to there, this says after a few reads.
 */
export class RowNarrator {
  readonly #reader: Reader;
  readonly #clockOffsetMs: number;
  /** The last frame told: where one object changes alone, it is what the next one needs. */
  #latest: ObjectFrame | undefined;
  readonly #created = new Map<Uid, number | undefined>();

  constructor(reader: Reader) {
    this.#reader = reader;
    this.#clockOffsetMs = reader.summary.header.server?.clockOffsetMs ?? 0;
  }

  async tell(frame: Frame): Promise<NarratedRow> {
    return frame.kind === "gap" ? narratedGap(frame) : await this.#object(frame);
  }

  /** The state of the object before this frame; undefined for its first. */
  async before(frame: ObjectFrame): Promise<Revision | undefined> {
    const previous = await this.#previous(frame);
    this.#latest = frame;
    return previous?.type === "DELETED" ? undefined : previous?.revision;
  }

  async #object(frame: ObjectFrame): Promise<NarratedRow> {
    const before = await this.before(frame);
    const times = frame.repaired ? {} : await this.#times(frame, before);
    return narratedObject(frame, before, narrate({ frame, before: before?.object, times, clockOffsetMs: this.#clockOffsetMs }));
  }

  async #previous(frame: ObjectFrame): Promise<ObjectFrame | undefined> {
    const latest = this.#latest;
    const sequence = frame.sequence - 1;
    // Between the two there may be frames that were not told: only a neighbour is sure to be the one before.
    if (latest?.sequence === sequence && latest.ref.uid === frame.ref.uid) return latest;
    return this.#reader.lastFrameOf(frame.ref.uid, sequence);
  }

  async #times(frame: ObjectFrame, before: Revision | undefined): Promise<ChangeTimes> {
    if (before === undefined || frame.ref.kind === "Event") return {};
    const createdMs = await this.#createdAt(frame.ref.uid);
    const askedMs = await this.#deletionAskedAt(frame, before);
    return {
      ...(createdMs === undefined ? {} : { sinceCreationMs: frame.offsetMs - createdMs }),
      ...(askedMs === undefined ? {} : { sinceDeletionRequestedMs: frame.offsetMs - askedMs }),
    };
  }

  /** When it was created before our eyes: only an ADDED within seconds of the object's own creation time is its creation. */
  async #createdAt(uid: Uid): Promise<number | undefined> {
    if (!this.#created.has(uid)) keep(this.#created, uid, creationOf(await this.#reader.firstFrameOf(uid), this.#clockOffsetMs), heldLives);
    return this.#created.get(uid);
  }

  async #deletionAskedAt(frame: ObjectFrame, before: Revision): Promise<number | undefined> {
    if (before.object.metadata.deletionTimestamp === undefined) return undefined;
    let earliest: ObjectFrame = frame;
    for (let steps = 0; steps < maxEnding; steps++) {
      const previous = await this.#reader.lastFrameOf(frame.ref.uid, earliest.sequence - 1);
      if (previous === undefined) return undefined;
      if (previous.revision.object.metadata.deletionTimestamp === undefined) return earliest.repaired ? undefined : earliest.offsetMs;
      earliest = previous;
    }
    return undefined;
  }
}

function creationOf(first: ObjectFrame | undefined, clockOffsetMs: number): number | undefined {
  return first === undefined || first.repaired || !isCreation(first, clockOffsetMs) ? undefined : first.offsetMs;
}

/** Keeps the newest so many. */
function keep<K, V>(map: Map<K, V>, key: K, value: V, most: number): void {
  map.delete(key);
  map.set(key, value);
  if (map.size > most) for (const oldest of map.keys()) return void map.delete(oldest);
}
