import { DerivedTimes } from "../../src/importing/derived-times.js";
import { outcomeOf } from "../../src/lifecycle/outcome.js";
import { stageOf } from "../../src/lifecycle/stage.js";
import type { KubeObject } from "../../src/model/kube-object.js";
import { Revision } from "../../src/model/revision.js";
import { findingsIn, framesOf } from "./timed-objects.js";

export type Health = "Healthy" | "Degraded" | "Progressing" | "Suspended" | "Unknown";

/** A status, the health that it should be given, and what kubespy says of it. */
export interface ScoredStatus {
  /** "argoproj.io/Rollout/degraded_abortedRollout". */
  readonly case: string;
  readonly health: Health;
  readonly hasFinding: boolean;
  /** Its stage is one that is as desired, or the end. */
  readonly isShownWell: boolean;
  readonly isFailed: boolean;
}

/** As `import` and `diagnose` answer for the status alone. */
export function scoreStatus(object: KubeObject, expected: { readonly case: string; readonly health: Health }): ScoredStatus {
  const { observedAt } = new DerivedTimes(Date.parse("2026-01-01T00:00:00Z")).of(Revision.ofObject(object));
  const { tone } = stageOf(object);
  return {
    case: expected.case,
    health: expected.health,
    hasFinding: findingsIn(framesOf([[0, object]]).map((frame) => ({ ...frame, observedAt }))).length > 0,
    isShownWell: tone === "good" || tone === "ended",
    isFailed: outcomeOf(object).failed,
  };
}

/** "69: 65 with a finding, 0 shown as well", for each expected health. */
export function matrixOf(scored: readonly ScoredStatus[]): Readonly<Record<string, string>> {
  const line = (health: Health) => {
    const all = scored.filter((each) => each.health === health);
    const count = (is: (each: ScoredStatus) => boolean) => all.filter(is).length;
    return `${all.length}: ${count((each) => each.hasFinding)} with a finding, ${count((each) => each.isShownWell)} shown as well`;
  };
  return { Degraded: line("Degraded"), Healthy: line("Healthy"), Progressing: line("Progressing"), Suspended: line("Suspended") };
}
