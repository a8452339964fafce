import { errorMessage } from "../../../errors.js";
import type { Clock } from "../../../io/clock.js";
import { formatDuration } from "../../../io/duration.js";
import type { LiveStep } from "../../../lesson/lesson.js";
import { GrowingMatches } from "../../../lesson/predicate/growing-matches.js";
import type { Predicate } from "../../../lesson/predicate/predicate.js";
import { predicateWords } from "../../../lesson/predicate/predicate-words.js";
import type { Frame } from "../../../model/frame.js";
import type { SessionEnd } from "../../../model/session.js";
import { recordedScope } from "../../record/connect-and-list.js";
import type { StartedRecording } from "../../record/record-options.js";
import type { LivePlan } from "./live-plan.js";

interface ScriptOptions {
  readonly plan: LivePlan;
  readonly clock: Clock;
  /** Runs the kubectl of a step. Rejects with `KubespyError` where it fails. */
  readonly runStep: (step: LiveStep, signal: AbortSignal) => Promise<void>;
  /** What it waits for, in words. */
  readonly onWaiting: (words: string) => void;
}

/** How a script ended: `failed` is the error of a step. */
export type ScriptEnd = Pick<SessionEnd, "outcome" | "reason"> & { readonly failed?: unknown };

/** How often is looked, in ms: when something was recorded, and when nothing was, as some findings show in that. */
const pollMs = 100;
const quietPollMs = 1_000;
/** The Events about the last change arrive a little after it. */
const closingMs = 1_000;

/**
 * What happens in a live run once the recording has begun: each step when the predicate before it is met, then the end. A frame that was there before the
 * last step does not end the run.
 */
export class LiveScript {
  readonly #options: ScriptOptions;
  readonly #predicates: readonly Predicate[];
  #matches: GrowingMatches | undefined;
  #startMs = 0;
  /** The last frame that was recorded. */
  #sequence = 0;
  #waitingFor = "the manifest to be applied";

  constructor(options: ScriptOptions) {
    this.#options = options;
    const { steps, live } = options.plan;
    this.#predicates = [...steps.map(({ after }) => after), live.until];
  }

  begin({ scope, startMs }: Pick<StartedRecording, "scope" | "startMs">): void {
    this.#startMs = startMs;
    this.#matches = new GrowingMatches(this.#predicates, { ...recordedScope(scope), server: scope.server });
  }

  observe(frame: Frame): void {
    this.#matches?.observe(frame);
    this.#sequence = frame.sequence;
  }

  /**
   * Resolves at the end of the run. `applied`: the fixture was, or its error. When `signal` aborts, nobody waits for the end any longer: it then never
   * resolves.
   */
  async run(applied: Promise<void>, signal: AbortSignal): Promise<ScriptEnd> {
    const { plan, clock } = this.#options;
    const limitMs = plan.live.timeoutSeconds * 1000;
    const late = new AbortController();
    const ended = new AbortController();
    void clock.sleep(this.#startMs + limitMs - clock.monotonicMs(), ended.signal).then(() => late.abort());
    const end = await this.#follow(applied, AbortSignal.any([signal, late.signal])).catch(
      (error: unknown): ScriptEnd => ({ outcome: "command", reason: errorMessage(error), failed: error }),
    );
    const isLate = late.signal.aborted;
    ended.abort();
    if (signal.aborted) return await new Promise<never>(() => {});
    if (end.outcome === "until" || !isLate) return end;
    return { outcome: "timeout", reason: `not reached within ${formatDuration(limitMs)}: ${this.#waitingFor}` };
  }

  async #follow(applied: Promise<void>, stop: AbortSignal): Promise<ScriptEnd> {
    const { plan, clock, runStep } = this.#options;
    await applied;
    let from = 0;
    for (const step of plan.steps) {
      await this.#untilMet(step.after, 0, stop);
      from = this.#sequence;
      if (!stop.aborted) await runStep(step, stop);
    }
    await this.#untilMet(plan.live.until, from, stop);
    if (stop.aborted) return { outcome: "timeout" };
    await clock.sleep(closingMs, stop);
    return { outcome: "until", reason: `reached: ${this.#waitingFor}` };
  }

  /** Until a frame after `from` meets it, or `stop` aborts. */
  async #untilMet(predicate: Predicate, from: number, stop: AbortSignal): Promise<void> {
    const { clock, onWaiting } = this.#options;
    // What was waited for when it was stopped is what was not reached.
    if (stop.aborted) return;
    this.#waitingFor = predicateWords(predicate);
    onWaiting(this.#waitingFor);
    let testedMs = Number.NEGATIVE_INFINITY;
    let tested = -1;
    while (!stop.aborted) {
      const nowMs = clock.monotonicMs();
      if (this.#matches !== undefined && (this.#sequence > tested || nowMs - testedMs >= quietPollMs)) {
        [tested, testedMs] = [this.#sequence, nowMs];
        if (
          this.#matches
            .matchesAt(nowMs - this.#startMs)(predicate)
            .some((sequence) => sequence > from)
        )
          return;
      }
      await clock.sleep(pollMs, stop);
    }
  }
}
