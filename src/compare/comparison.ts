import type { Change } from "../diff/diff-objects.js";
import type { Chart } from "./differences/charts.js";
import type { EventPair } from "./differences/event-pairs.js";
import type { FinalState } from "./differences/final-states.js";
import type { FindingPair } from "./differences/finding-pairs.js";
import type { MilestonePair } from "./differences/milestone-pairs.js";
import type { SpecDifference } from "./differences/spec-differences.js";
import type { Divergence } from "./divergence.js";
import type { Headline, HeadlineFact } from "./headline-facts.js";
import type { Role } from "./match/align-runs.js";
import type { PathDivergence } from "./path-divergence.js";
import type { Reason } from "./reasons/reason.js";
import type { RecordedSpans } from "./run/recorded-span.js";
import type { Run } from "./run/run.js";

/** Two runs side by side. Text in it can hold recorded text: make it printable before showing it. */
export interface Comparison {
  /** The baseline. */
  readonly a: Run;
  /** The candidate. */
  readonly b: Run;
  /** Owners before what they own. */
  readonly roles: readonly Role[];
  /** What is compared of each run: from where on, and how long it was recorded. */
  readonly spans: RecordedSpans;
  readonly verdict: Headline["verdict"];
  /** All that the headline says. */
  readonly facts: readonly HeadlineFact[];
  /** The facts as text. */
  readonly headline: string;
  /** Why the runs diverge or one was slower, the strongest reason first. */
  readonly reasons: readonly Reason[];
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
