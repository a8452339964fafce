import type { RecordedScope } from "../../diagnosis/engine/world.js";
import { applyUpdate, emptyAnalysis } from "../../interpret/analysis-update.js";
import { FrameInterpreter } from "../../interpret/frame-interpreter.js";
import type { NarratedFrame } from "../../interpret/interpreted-frame.js";
import { SessionAnalyser } from "../../interpret/session-analyser.js";
import type { SessionAnalysis } from "../../interpret/session-analysis.js";
import type { Frame } from "../../model/frame.js";
import type { SessionHeader } from "../../model/session.js";
import { FrameTester } from "./frame-test.js";
import { type Matches, matchesOf, withInner } from "./match-predicates.js";
import type { FrameTests, Predicate } from "./predicate.js";

/** Of more frames, only the last of these are looked at again when a finding changes. */
const maxFrames = 5_000;

/**
 * The frames that meet these predicates in a session that is being recorded: give it each frame, and ask. As `matchPredicates` would answer if the session
 * ended at that moment; only `firstDivergence` is never met, as there is nothing to compare yet.
 */
export class GrowingMatches {
  readonly #predicates: readonly FrameTests[];
  readonly #analyser: SessionAnalyser;
  readonly #interpreter: FrameInterpreter;
  readonly #found: Map<FrameTests, readonly number[]>;
  #analysis: SessionAnalysis = emptyAnalysis;
  #frames: NarratedFrame[] = [];
  /** The last frame whose tests were made. */
  #tested = 0;

  constructor(predicates: readonly Predicate[], header: Pick<SessionHeader, "server"> & RecordedScope) {
    this.#predicates = withInner(predicates);
    this.#analyser = new SessionAnalyser(header);
    this.#interpreter = new FrameInterpreter({ clockOffsetMs: header.server?.clockOffsetMs, scope: header, findings: false });
    this.#found = new Map(this.#predicates.map((each) => [each, []]));
  }

  observe(frame: Frame): void {
    this.#analyser.observe(frame);
    this.#frames.push(this.#interpreter.interpret(frame));
    if (this.#frames.length >= 2 * maxFrames) this.#frames = this.#frames.slice(-maxFrames);
  }

  /** `nowMs`: milliseconds since session start. Some findings show in nothing happening. */
  matchesAt(nowMs: number): Matches {
    const last = this.#frames.at(-1)?.frame;
    const update = this.#analyser.takeUpdate(last && { sequence: last.sequence, offsetMs: Math.max(nowMs, last.offsetMs) });
    this.#analysis = applyUpdate(this.#analysis, update);
    // A finding that changed may have changed what earlier frames mean: they may show a cause of it.
    const kept = (this.#frames[0]?.frame.sequence ?? 1) - 1;
    this.#test(update.findings === undefined ? this.#tested : kept);
    return matchesOf(this.#found);
  }

  /** Makes the tests of all frames after this one. */
  #test(after: number): void {
    const tester = new FrameTester(this.#analysis, []);
    const frames = this.#frames.filter(({ frame }) => frame.sequence > after);
    for (const tests of this.#predicates) {
      const before = (this.#found.get(tests) ?? []).filter((sequence) => sequence <= after);
      const met = frames.filter((narrated) => tester.isMet(tests, narrated)).map(({ frame }) => frame.sequence);
      this.#found.set(tests, [...before, ...met]);
    }
    this.#tested = this.#frames.at(-1)?.frame.sequence ?? after;
  }
}
