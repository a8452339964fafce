import type { Finding } from "../diagnosis/engine/finding.js";
import { type FindingNews, FindingReporter } from "../diagnosis/engine/finding-reporter.js";
import type { RecordedScope } from "../diagnosis/engine/world.js";
import { TimeSlices } from "../io/time-slices.js";
import type { Frame, ObjectFrame } from "../model/frame.js";
import type { Uid } from "../model/kube-object.js";
import type { Revision } from "../model/revision.js";
import type { FrameRange, SessionHeader, SessionReader } from "../model/session.js";
import type { FrameChangeOptions } from "./frame-changes.js";
import { type InterpretedFrame, narrateFrame, withNews } from "./interpreted-frame.js";
import { hasLifeTimes, type LifeTimes, timesAfter } from "./life-times.js";

interface InterpreterOptions {
  /** The server's clock minus the recorder's, from the session's header. */
  readonly clockOffsetMs?: number | undefined;
  /** What was recorded, from the session's header: only where a kind was recorded whole is what was not seen not there. */
  readonly scope?: RecordedScope | undefined;
  /** Which differences count as changes. */
  readonly changes?: FrameChangeOptions;
  /** False: no findings are looked for, and no frame has news. */
  readonly findings?: boolean;
}

/** The options that a session's header gives. */
export function interpreterOptionsOf(header: SessionHeader): InterpreterOptions {
  return { clockOffsetMs: header.server?.clockOffsetMs, scope: header };
}

/** What is remembered of one incarnation between its frames. */
interface Life {
  readonly last: Revision;
  readonly times: LifeTimes;
}

/** Of more objects than these the last revision is not kept parsed: that would take most of a recorder's memory. */
const maxParsed = 256;
/** Ten times what large clusters have at a time. */
const maxLives = 100_000;

/**
 * Interprets frames as they come, live or from a session: give it every frame in sequence, those that are shown to `interpret`, those that are
 * only passed to `observe`. Keeps one revision of each object that exists, and what findings need.
 */
export class FrameInterpreter {
  readonly #options: InterpreterOptions;
  readonly #clockOffsetMs: number;
  readonly #findings: FindingReporter;
  readonly #lives = new Map<Uid, Life>();
  /** Whose last revision is kept parsed, the one interpreted longest ago first. */
  readonly #parsed = new Set<Uid>();
  #isCrowded = false;

  constructor(options: InterpreterOptions = {}) {
    this.#options = options;
    this.#clockOffsetMs = options.clockOffsetMs ?? 0;
    this.#findings = new FindingReporter(options);
  }

  interpret(frame: Frame): InterpretedFrame {
    const news = this.#options.findings === false ? none : this.#findings.report(frame);
    if (frame.kind === "gap") return withNews({ kind: "gap", frame }, news);
    const life = this.#lives.get(frame.ref.uid);
    const narrated = narrateFrame(frame, {
      before: life?.last.object,
      times: life?.times,
      clockOffsetMs: this.#clockOffsetMs,
      changes: this.#options.changes,
    });
    this.#follow(frame);
    this.#keepParsed(frame.ref.uid);
    return withNews(narrated, news);
  }

  /** Takes note of a frame that nobody wants interpreted: one before the first that is shown, or one of too many. */
  observe(frame: Frame): void {
    if (this.#options.findings !== false) this.#findings.observe(frame);
    if (frame.kind === "object") this.#follow(frame);
  }

  /** Time passes without a frame: findings that show in nothing happening, up to this moment in ms since session start. */
  passTime(nowMs: number): readonly FindingNews[] {
    return this.#findings.passTime(nowMs);
  }

  /** All findings known by now, causes before their consequences; see `Diagnosis.findings`. */
  findings(nowMs?: number): readonly Finding[] {
    return this.#findings.findings(nowMs);
  }

  /** Of so many objects at a time the last revision is kept, and there were more: their frames are interpreted as if each were their first. */
  get maxFollowed(): number | undefined {
    return this.#isCrowded ? maxLives : undefined;
  }

  #follow(frame: ObjectFrame): void {
    const { uid } = frame.ref;
    if (this.#lives.size >= maxLives && !this.#lives.has(uid)) {
      this.#isCrowded ||= frame.type !== "DELETED";
      return;
    }
    if (frame.type === "DELETED") {
      this.#lives.delete(uid);
      return;
    }
    const times = hasLifeTimes(frame)
      ? timesAfter(this.#lives.get(uid)?.times, frame, isDeleting(frame.revision), this.#clockOffsetMs)
      : noTimes;
    this.#lives.set(uid, { last: frame.revision, times });
  }

  #keepParsed(uid: Uid): void {
    this.#parsed.delete(uid);
    this.#parsed.add(uid);
    const [oldest] = this.#parsed;
    if (oldest === undefined || this.#parsed.size <= maxParsed) return;
    this.#parsed.delete(oldest);
    const life = this.#lives.get(oldest);
    if (life !== undefined) this.#lives.set(oldest, { ...life, last: life.last.withoutParsed });
  }
}

/** The frames of a range, interpreted. What existed before the first of them is read from the session, so that it may begin anywhere. */
export async function* interpretFrames(
  reader: Pick<SessionReader, "frames" | "lastFramesAt">,
  range: FrameRange | undefined,
  interpreter: FrameInterpreter,
  slices = new TimeSlices(),
): AsyncGenerator<InterpretedFrame> {
  let isFirst = true;
  for await (const frame of reader.frames(range)) {
    if (isFirst && frame.sequence > 1) for (const earlier of await reader.lastFramesAt(frame.sequence - 1)) interpreter.observe(earlier);
    isFirst = false;
    yield interpreter.interpret(frame);
    await slices.pause();
  }
}

const none: readonly FindingNews[] = [];
const noTimes: LifeTimes = { isDeleting: false };

/** Almost no revision has the field, and a search of the bytes is much cheaper than parsing them to find out. */
function isDeleting(revision: Revision): boolean {
  return revision.mentions("deletionTimestamp") && revision.object.metadata.deletionTimestamp !== undefined;
}
