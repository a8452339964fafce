import type { Change } from "../diff/diff-objects.js";
import type { Role } from "./align.js";
import type { Chart } from "./charts.js";
import type { Divergence } from "./divergence.js";
import type { EventPair } from "./event-pairs.js";
import type { FinalState } from "./final-states.js";
import type { FindingPair } from "./finding-pairs.js";
import type { MilestonePair } from "./milestone-pairs.js";
import type { Parting } from "./parting.js";
import type { Run } from "./run.js";
import type { SpecDifference } from "./spec-differences.js";

/** Two runs side by side. Text in it can hold what was recorded: whoever shows it makes it printable. */
export interface Comparison {
  readonly a: Run;
  readonly b: Run;
  /** Owners before what they own. */
  readonly roles: readonly Role[];
  readonly headline: string;
  /** Undefined when the runs do not part. */
  readonly divergence: Divergence | undefined;
  /** What differs between the frames of both at the divergence. */
  readonly divergenceChanges: readonly Change[];
  /** Where the path of any role parts, the divergence among them. */
  readonly partings: readonly Parting[];
  readonly milestones: readonly MilestonePair[];
  readonly findings: readonly FindingPair[];
  readonly events: readonly EventPair[];
  readonly specs: readonly SpecDifference[];
  readonly finals: readonly FinalState[];
  readonly charts: readonly Chart[];
}
