import { type Coverage, fullCoverage } from "../diagnosis/engine/coverage.js";
import type { RecordedScope } from "../diagnosis/engine/world.js";
import { deepEqual } from "../diff/deep-equal.js";
import { isKubeEvent } from "../lifecycle/fields/kube-event.js";
import type { BorrowedFrame, Frame, GapFrame, StrippedFrame } from "../model/frame.js";
import type { SessionHeader } from "../model/session.js";
import { StrippedFrames } from "../model/stripped-frames.js";
import type { AnalysisUpdate } from "./analysis-update.js";
import { FindingRecorder } from "./finding-recorder.js";
import { FirstObjects, maxObjects } from "./first-objects.js";
import { PassedList } from "./list-update.js";
import { ObjectRecorder } from "./object-recorder.js";
import { rulesVersion, type SessionAnalysis } from "./session-analysis.js";

const maxGaps = 1000;

export interface SessionAnalyserOptions {
  /** Called with each frame in the same pass, in sequence: for readers that derive more than an analysis holds. */
  readonly visit?: ((frame: StrippedFrame | GapFrame) => void) | undefined;
  /**
   * `history` (default): at every frame, as the player and `interpretAt` need them. `final`: as they are known at the end, which costs a tenth of
   * that where there are very many. `none`: nothing is diagnosed.
   */
  readonly findings?: "history" | "final" | "none" | undefined;
  /** Of more objects, the first. Default: `maxObjects`. */
  readonly most?: number | undefined;
  /** How many objects the session has; undefined while it is being recorded. */
  readonly objects?: number | undefined;
}

type Place = Pick<Frame, "sequence" | "offsetMs">;

/**
 * Derives the analysis of a session from its frames: give it every frame in sequence, then the end. Of a session that is being recorded, updates say
 * what each more frames change.
 */
export class SessionAnalyser {
  readonly #options: SessionAnalyserOptions;
  readonly #findings: FindingRecorder;
  readonly #objects: ObjectRecorder;
  readonly #stripped = new StrippedFrames();
  readonly #first: FirstObjects | undefined;
  readonly #gaps: GapFrame[] = [];
  readonly #passedGaps = new PassedList<GapFrame>();
  #passedCoverage: Coverage = fullCoverage;
  #hasEnded = false;

  constructor(header: Pick<SessionHeader, "server"> & RecordedScope, options: SessionAnalyserOptions = {}) {
    const { most = maxObjects, objects = Number.POSITIVE_INFINITY, findings = "history" } = options;
    const clockOffsetMs = header.server?.clockOffsetMs;
    this.#options = { ...options, findings };
    this.#findings = new FindingRecorder({ clockOffsetMs, scope: header, history: findings === "history" });
    this.#objects = new ObjectRecorder(clockOffsetMs);
    this.#first = objects > most ? new FirstObjects(most) : undefined;
  }

  /** The frame is lent: it may be overwritten once this returns. */
  observe(frame: BorrowedFrame | GapFrame): void {
    const { findings, visit } = this.#options;
    if (frame.kind === "gap") {
      visit?.(frame);
      if (findings !== "none") this.#findings.observe(frame);
      if (this.#gaps.length < maxGaps) this.#gaps.push(frame);
      return;
    }
    this.#objects.addBytes(frame.revision.byteLength);
    const object = this.#stripped.strip(frame);
    // Bytes that are not an object mean nothing.
    if (object === undefined) return;
    if (findings !== "none") this.#findings.observe(object);
    if (this.#first !== undefined && !isKubeEvent(object.revision.object) && !this.#first.take(frame.ref.uid)) return;
    visit?.(object);
    this.#objects.observe(object);
  }

  /** The session has ended: adds what is known at the end only. `place`: its last frame, and when it ended. */
  end(place: Place): void {
    this.#hasEnded = true;
    this.#findings.end(place, this.#options.findings === "history");
  }

  /** Whole, after `end`. */
  result(): SessionAnalysis {
    const leftOut = this.#leftOut();
    return {
      rulesVersion,
      ...this.#objects.result(),
      ...(leftOut === 0 ? {} : { objectsLeftOut: leftOut }),
      findings: this.#findings.history,
      coverage: this.#findings.coverage,
      gaps: this.#gaps,
    };
  }

  /**
   * What became of the analysis since this was called before; the first is for `emptyAnalysis`. `now`: how long the session has been going on since its
   * last frame, which some findings show in; costs as much as computing all findings.
   */
  takeUpdate(now?: Place): AnalysisUpdate {
    const findings = this.#findings.takeUpdate(this.#hasEnded ? undefined : now);
    const leftOut = this.#leftOut();
    const coverage = this.#takeCoverage();
    return {
      ...this.#objects.takeUpdate(this.#hasEnded),
      ...(leftOut === 0 ? {} : { objectsLeftOut: leftOut }),
      ...(findings === undefined ? {} : { findings }),
      ...(coverage === undefined ? {} : { coverage }),
      gaps: this.#passedGaps.next(this.#gaps)?.add ?? [],
    };
  }

  #takeCoverage(): Coverage | undefined {
    const { coverage } = this.#findings;
    if (deepEqual(coverage, this.#passedCoverage)) return undefined;
    this.#passedCoverage = coverage;
    return coverage;
  }

  #leftOut(): number {
    return this.#first?.leftOut ?? 0;
  }
}
