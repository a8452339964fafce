import { isCreation } from "../lifecycle/creation.js";
import type { Frame, ObjectFrame } from "../model/frame.js";
import type { KubeObject, Uid } from "../model/kube-object.js";
import type { SessionReader } from "../model/session.js";
import { newsWith } from "./finding-history.js";
import type { FrameChangeOptions } from "./frame-changes.js";
import { type InterpretedFrame, type NarratedFrame, narrateFrame, withNews } from "./interpreted-frame.js";
import { hasLifeTimes, type KnownTimes } from "./life-times.js";
import { lifeTimesAt, type SessionAnalysis } from "./session-analysis.js";

type Reader = Pick<SessionReader, "summary" | "frames" | "lastFrameOf">;

/**
 * Interprets one frame of a session, wherever it is, at the cost of reading it and the frame of its object before it: exactly as a
 * `FrameInterpreter` that was given every frame up to there. Undefined where the session has no such frame.
 */
export async function interpretAt(
  reader: Reader,
  analysis: SessionAnalysis,
  sequence: number,
  changes?: FrameChangeOptions,
): Promise<InterpretedFrame | undefined> {
  for await (const frame of reader.frames({ fromSequence: sequence, toSequence: sequence }))
    return withNews(await new AnalysedNarrator(reader, analysis, changes).narrate(frame), newsWith(analysis.findings, frame.sequence));
  return undefined;
}

/** Of so many objects the last frame is kept, so that who reads a session frame by frame reads each once; parsed, they take ten times these bytes. */
const maxLastFrames = 4096;
const maxLastBytes = 8 * 1024 * 1024;

/** Narrates frames of a session whose analysis is there. Of neighbours in one pass, each frame is read once. */
export class AnalysedNarrator {
  readonly #reader: Pick<SessionReader, "summary" | "lastFrameOf">;
  #analysis: SessionAnalysis;
  readonly #changes: FrameChangeOptions | undefined;
  /** None of the frames between these and `#nextSequence` was left out. */
  readonly #last = new Map<Uid, ObjectFrame>();
  #lastBytes = 0;
  #nextSequence = 0;

  constructor(reader: Pick<SessionReader, "summary" | "lastFrameOf">, analysis: SessionAnalysis, changes?: FrameChangeOptions) {
    this.#reader = reader;
    this.#analysis = analysis;
    this.#changes = changes;
  }

  /** The session has grown. */
  set analysis(analysis: SessionAnalysis) {
    this.#analysis = analysis;
  }

  async narrate(frame: Frame): Promise<NarratedFrame> {
    const previous = await this.#previous(frame);
    if (frame.kind === "gap") return { kind: "gap", frame };
    return narratedAfter(previous, frame, this.#reader, (before) => lifeTimesAt(this.#analysis, before), this.#changes);
  }

  /** The object before this frame; undefined for the first of a life, and for a gap. */
  async before(frame: Frame): Promise<KubeObject | undefined> {
    const previous = await this.#previous(frame);
    return previous?.type === "DELETED" ? undefined : previous?.revision.object;
  }

  async #previous(frame: Frame): Promise<ObjectFrame | undefined> {
    if (frame.sequence !== this.#nextSequence) this.#forget();
    this.#nextSequence = frame.sequence + 1;
    if (frame.kind === "gap") return undefined;
    const { uid } = frame.ref;
    const previous = this.#last.get(uid) ?? (await this.#reader.lastFrameOf(uid, frame.sequence - 1));
    this.#keep(frame);
    return previous;
  }

  #keep(frame: ObjectFrame): void {
    this.#drop(frame.ref.uid);
    this.#last.set(frame.ref.uid, frame);
    this.#lastBytes += frame.revision.byteLength;
    for (const uid of this.#last.keys()) {
      if (this.#last.size <= maxLastFrames && this.#lastBytes <= maxLastBytes) return;
      this.#drop(uid);
    }
  }

  #drop(uid: Uid): void {
    this.#lastBytes -= this.#last.get(uid)?.revision.byteLength ?? 0;
    this.#last.delete(uid);
  }

  #forget(): void {
    this.#last.clear();
    this.#lastBytes = 0;
  }
}

/** A life continues from the previous frame of its object, unless that ended one. */
function narratedAfter(
  previous: ObjectFrame | undefined,
  frame: ObjectFrame,
  { summary }: Pick<SessionReader, "summary">,
  timesAt: (before: ObjectFrame) => KnownTimes | undefined,
  changes?: FrameChangeOptions,
): NarratedFrame {
  const before = previous?.type === "DELETED" ? undefined : previous;
  return narrateFrame(frame, {
    before: before?.revision.object,
    times: before === undefined || !hasLifeTimes(before) ? undefined : timesAt(before),
    clockOffsetMs: summary.header.server?.clockOffsetMs ?? 0,
    changes,
  });
}

/** Of this many objects it is remembered when they were created: of those on some screens. */
const maxCreations = 2048;
/** So many revisions are read back to find when a deletion was requested; a graceful deletion has fewer. */
const maxDeletionFrames = 32;

/** Nothing is known yet; notes whether the words need these times. Most do not, and to find them takes reading other frames. */
class AskedTimes implements KnownTimes {
  isAsked = false;

  get createdMs(): undefined {
    this.isAsked = true;
    return undefined;
  }

  get deletionRequestedMs(): undefined {
    this.isAsked = true;
    return undefined;
  }
}

/**
 * Narrates frames of a session that has no analysis yet: what that knows of an object's life is looked up with a few reads more. Two things
 * are beyond it: a life after another one of the same uid, and a deletion that took more than 32 revisions; their times are left out.
 */
export class FrameNarrator {
  readonly #reader: Pick<SessionReader, "summary" | "firstFrameOf" | "lastFrameOf">;
  readonly #clockOffsetMs: number;
  /** The last frame narrated: where one object changes alone, it is what the next one needs. */
  #latest: ObjectFrame | undefined;
  readonly #created = new Map<Uid, number | undefined>();

  constructor(reader: Pick<SessionReader, "summary" | "firstFrameOf" | "lastFrameOf">) {
    this.#reader = reader;
    this.#clockOffsetMs = reader.summary.header.server?.clockOffsetMs ?? 0;
  }

  async narrate(frame: Frame): Promise<NarratedFrame> {
    if (frame.kind === "gap") return { kind: "gap", frame };
    const previous = await this.#previous(frame);
    this.#latest = frame;
    const asked = new AskedTimes();
    const narrated = narratedAfter(previous, frame, this.#reader, () => asked);
    if (previous === undefined || !asked.isAsked) return narrated;
    const times = await this.#timesAt(frame, previous);
    return narratedAfter(previous, frame, this.#reader, () => times);
  }

  /** The object before this frame; undefined for its first. */
  async before(frame: ObjectFrame): Promise<KubeObject | undefined> {
    const previous = await this.#previous(frame);
    this.#latest = frame;
    return previous?.type === "DELETED" ? undefined : previous?.revision.object;
  }

  async #previous(frame: ObjectFrame): Promise<ObjectFrame | undefined> {
    const latest = this.#latest;
    const sequence = frame.sequence - 1;
    // Between the two there may be frames that were not narrated: only a neighbour is sure to be the one before.
    if (latest?.sequence === sequence && latest.ref.uid === frame.ref.uid) return latest;
    return this.#reader.lastFrameOf(frame.ref.uid, sequence);
  }

  async #timesAt(frame: ObjectFrame, previous: ObjectFrame): Promise<KnownTimes> {
    return { createdMs: await this.#createdMs(frame.ref.uid), deletionRequestedMs: await this.#deletionRequestedMs(previous) };
  }

  async #createdMs(uid: Uid): Promise<number | undefined> {
    if (!this.#created.has(uid)) {
      const first = await this.#reader.firstFrameOf(uid);
      const isSeen = first !== undefined && !first.repaired && isCreation(first, this.#clockOffsetMs);
      keepNewest(this.#created, uid, isSeen ? first.offsetMs : undefined, maxCreations);
    }
    return this.#created.get(uid);
  }

  async #deletionRequestedMs(before: ObjectFrame): Promise<number | undefined> {
    if (!isDeleting(before)) return undefined;
    let earliest = before;
    for (let steps = 0; steps < maxDeletionFrames; steps++) {
      const previous = await this.#reader.lastFrameOf(before.ref.uid, earliest.sequence - 1);
      if (previous === undefined) return undefined;
      if (!isDeleting(previous)) return earliest.repaired ? undefined : earliest.offsetMs;
      earliest = previous;
    }
    return undefined;
  }
}

function isDeleting({ revision }: ObjectFrame): boolean {
  return revision.object.metadata.deletionTimestamp !== undefined;
}

function keepNewest<K, V>(map: Map<K, V>, key: K, value: V, maxSize: number): void {
  map.delete(key);
  map.set(key, value);
  if (map.size > maxSize) for (const oldest of map.keys()) return void map.delete(oldest);
}
