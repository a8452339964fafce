import type { NewFrame } from "../../model/frame.js";
import { displayName } from "../../model/kube-object.js";
import type { Target } from "../../model/target.js";
import { isTarget } from "../../record/membership.js";
import type { UntilWatch } from "../../record/until.js";
import { problemWords } from "./problem-words.js";

interface GuardedUntilOptions {
  readonly watch: UntilWatch;
  readonly targets: readonly Target[];
  /** Called once, in words. */
  readonly say: (text: string) => void;
}

/**
 * The end condition of a recording, which may fail at an object that nobody foresaw. The recording goes on then: another object is left out of the
 * condition; of a target it cannot be known whether the condition is reached, so it never is, and the recording ends with its time limit.
 */
export class GuardedUntil {
  readonly #options: GuardedUntilOptions;
  #hasSaid = false;
  #unknown: string | undefined;

  constructor(options: GuardedUntilOptions) {
    this.#options = options;
  }

  command(...state: Parameters<UntilWatch["command"]>): void {
    this.#options.watch.command(...state);
  }

  note(frame: NewFrame, nowMs: number): void {
    try {
      this.#options.watch.note(frame, nowMs);
    } catch (error) {
      const { ref } = frame.kind === "object" ? frame : {};
      const isTargets = ref === undefined || this.#options.targets.some((target) => isTarget(target, ref, true));
      this.#fail(ref === undefined ? "the targets" : displayName(ref), error, isTargets);
    }
  }

  check(nowMs: number): ReturnType<UntilWatch["check"]> {
    if (this.#unknown !== undefined) return { kind: "waiting" };
    try {
      return this.#options.watch.check(nowMs);
    } catch (error) {
      this.#fail("the targets", error, true);
      return { kind: "waiting" };
    }
  }

  missing(): string {
    if (this.#unknown !== undefined) return this.#unknown;
    try {
      return this.#options.watch.missing();
    } catch (error) {
      return `the state of the targets cannot be evaluated (${problemWords(error)})`;
    }
  }

  #fail(what: string, error: unknown, isTargets: boolean): void {
    const problem = `the state of ${what} cannot be evaluated (${problemWords(error)})`;
    if (isTargets) this.#unknown ??= problem;
    if (this.#hasSaid) return;
    this.#hasSaid = true;
    const consequence = isTargets ? "the end condition cannot be reached" : "the end condition leaves it out";
    this.#options.say(`${problem}: ${consequence}, and the recording goes on; this is a bug, please report it\n`);
  }
}
