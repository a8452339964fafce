import type { Change } from "../diff/diff-objects.js";
import type { Chart } from "./differences/charts.js";
import type { EventPair } from "./differences/event-pairs.js";
import type { FinalState } from "./differences/final-states.js";
import type { FindingPair } from "./differences/finding-pairs.js";
import type { MilestonePair } from "./differences/milestone-pairs.js";
import type { SpecDifference } from "./differences/spec-differences.js";
import type { Divergence, PathDivergence } from "./divergence.js";
import type { Role } from "./match/align-runs.js";
import type { Run } from "./run/run.js";

/** Two runs side by side. Text in it can hold recorded text: make it printable before showing it. */
export interface Comparison {
  /** The baseline. */
  readonly a: Run;
  /** The candidate. */
  readonly b: Run;
  /** Owners before what they own. */
  readonly roles: readonly Role[];
  readonly headline: string;
  /** Undefined when the runs do not diverge. */
  readonly divergence: Divergence | undefined;
  /** What differs between the frames of both at the divergence. */
  readonly divergenceChanges: readonly Change[];
  /** Every role whose paths diverge, that of `divergence` included. */
  readonly pathDivergences: readonly PathDivergence[];
  readonly milestones: readonly MilestonePair[];
  readonly findings: readonly FindingPair[];
  readonly events: readonly EventPair[];
  readonly specs: readonly SpecDifference[];
  readonly finals: readonly FinalState[];
  readonly charts: readonly Chart[];
}
